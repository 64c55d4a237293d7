using System.Collections.Concurrent;
using Exchange.Engine.Accounts;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Kernel;

/// <summary>
/// The definitions there are, by number. The kernel's thread adds; any thread may read what an event has announced.
/// </summary>
public sealed class Catalog
{
    /// <summary>The most tokens there can be at a time: a list of them fits in one message.</summary>
    public const int MaxTokens = 50_000;

    // How long a token that lets nobody in any more is kept for the operator to see.
    private const long TokenAfterlifeNs = 86_400L * 1_000_000_000;

    private readonly AppendOnlyList<MarketDefinition> _markets = new();
    private readonly AppendOnlyList<AccountDefinition> _accounts = new();
    private readonly ConcurrentDictionary<int, Token> _tokens = new();
    private readonly AppendOnlyList<string> _instruments = new();
    private readonly AppendOnlyList<string> _groups = new();
    private readonly AppendOnlyList<int[]> _groupsOfAccounts = new();

    // Looked up on the kernel's thread only.
    private readonly Dictionary<string, int> _marketNumbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _accountNumbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _groupNumbers = new(StringComparer.Ordinal);
    private int _nextToken;

    /// <summary>The number of markets.</summary>
    public int MarketCount => _markets.Count;

    /// <summary>The number of accounts, the operator's included.</summary>
    public int AccountCount => _accounts.Count;

    /// <summary>The number of tokens.</summary>
    public int TokenCount => _tokens.Count;

    /// <summary>The number of instruments.</summary>
    public int InstrumentCount => _instruments.Count;

    /// <summary>The number of groups in the operator's roster.</summary>
    public int GroupCount => _groups.Count;

    /// <summary>The market with a number.</summary>
    public MarketDefinition Market(int number) => _markets[number];

    /// <summary>The account with a number.</summary>
    public AccountDefinition Account(int number) => _accounts[number];

    /// <summary>The token with a number; null when there is none, or none any more.</summary>
    public Token? FindToken(int number) => _tokens.GetValueOrDefault(number);

    /// <summary>The numbers of the tokens, in the order in which they were given out.</summary>
    public int[] TokenNumbers
    {
        get
        {
            int[] numbers = [.. _tokens.Keys];
            Array.Sort(numbers);
            return numbers;
        }
    }

    /// <summary>The name of the instrument with a number.</summary>
    public string Instrument(int number) => _instruments[number];

    /// <summary>The name of the group with a number: numbered as the roster came to mention them.</summary>
    public string Group(int number) => _groups[number];

    /// <summary>The numbers of the groups that an account is in.</summary>
    public ReadOnlyMemory<int> GroupsOf(int account) => _groupsOfAccounts[account];

    /// <summary>The number of the market with a name; false when there is none. Kernel's thread only.</summary>
    public bool TryFindMarket(string id, out int number) => _marketNumbers.TryGetValue(id, out number);

    /// <summary>The number of the account with a name; false when there is none. Kernel's thread only.</summary>
    public bool TryFindAccount(string id, out int number) => _accountNumbers.TryGetValue(id, out number);

    /// <summary>The number of the group with a name; false when nobody is in one. Kernel's thread only.</summary>
    public bool TryFindGroup(string name, out int number) => _groupNumbers.TryGetValue(name, out number);

    internal void Add(MarketDefinition market)
    {
        _marketNumbers.Add(market.Id, _markets.Count);
        _markets.Add(market);
    }

    internal void Add(AccountDefinition account)
    {
        _accountNumbers.Add(account.Id, _accounts.Count);
        var groups = new List<int>();
        foreach (var name in account.Groups)
        {
            if (GroupOf(name) is var group && !groups.Contains(group))
            {
                groups.Add(group);
            }
        }
        _groupsOfAccounts.Add([.. groups]);
        _accounts.Add(account);
    }

    private int GroupOf(string name)
    {
        if (!_groupNumbers.TryGetValue(name, out var number))
        {
            number = _groups.Count;
            _groupNumbers.Add(name, number);
            _groups.Add(name);
        }
        return number;
    }

    /// <summary>Changes what an account may do.</summary>
    internal void SetLimits(int account, AccountLimits limits) =>
        _accounts.Replace(account, _accounts[account] with { Limits = limits });

    /// <summary>Adds a token; its number, which no other has had.</summary>
    internal int Add(Token token)
    {
        _tokens[_nextToken] = token;
        return _nextToken++;
    }

    internal void Revoke(int token, Timestamp now)
    {
        var known = _tokens[token];
        _tokens[token] = known with { Revoked = Timestamp.Earlier(known.Revoked, now) };
    }

    /// <summary>
    /// Forgets the tokens that have let nobody in for a day. A revoked operator's is not forgotten: where it is still kept as the
    /// operator's own, it must be known as what it is.
    /// </summary>
    internal void ForgetTokens(Timestamp now)
    {
        foreach (var (number, token) in _tokens)
        {
            if (token is not { Role: Role.Operator, IsRevoked: true } && Timestamp.Earlier(token.Expires, token.Revoked).Nanoseconds < now.Nanoseconds - TokenAfterlifeNs)
            {
                _tokens.TryRemove(number, out _);
            }
        }
    }

    internal void AddInstrument(string name) => _instruments.Add(name);

    /// <summary>Writes every definition as the command that makes it: a field the journal holds is in the state too.</summary>
    internal void WriteState(StateWriter writer)
    {
        var record = new byte[Commands.MaxLength];
        writer.Write(MarketCount);
        for (var number = 0; number < MarketCount; number++)
        {
            writer.Write(record.AsSpan(0, Commands.DefineMarket(record, default, Market(number))));
        }
        writer.Write(AccountCount);
        for (var number = 0; number < AccountCount; number++)
        {
            // What became of the first deposit is in the ledger.
            var account = Account(number) with { Deposit = Holdings.Nothing };
            writer.Write(record.AsSpan(0, Commands.DefineAccount(record, default, account)));
        }
        writer.Write(_nextToken);
        var tokens = TokenNumbers;
        writer.Write(tokens.Length);
        foreach (var number in tokens)
        {
            writer.Write(number);
            writer.Write(record.AsSpan(0, Commands.DefineToken(record, default, _tokens[number])));
        }
    }

    /// <summary>Reads back what <see cref="WriteState"/> wrote; of the accounts the operator's was there before.</summary>
    internal void ReadState(StateReader reader)
    {
        for (var count = reader.ReadIndex(CommandHeader.NoMarket + 1); count > 0; count--)
        {
            Add(Commands.ReadMarket(reader.ReadBytes(Commands.MaxLength)));
        }
        for (int account = 0, count = reader.ReadCount(); account < count; account++)
        {
            var definition = Commands.ReadAccount(reader.ReadBytes(Commands.MaxLength));
            if (account == Ledger.Operator)
            {
                SetLimits(account, definition.Limits);
            }
            else
            {
                Add(definition);
            }
        }
        _nextToken = reader.ReadCount();
        for (var count = reader.ReadIndex(MaxTokens + 1); count > 0; count--)
        {
            _tokens[reader.ReadIndex(_nextToken)] = Commands.ReadToken(reader.ReadBytes(Commands.MaxLength));
        }
    }

    /// <summary>
    /// One thread adds, any may read: the array is filled before the count says so. An item that is replaced may be seen as it
    /// was for a while.
    /// </summary>
    private sealed class AppendOnlyList<T>
        where T : class
    {
        private T[] _items = new T[16];
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public T this[int index]
        {
            get
            {
                ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
                return Volatile.Read(ref Volatile.Read(ref _items)[index]);
            }
        }

        public void Replace(int index, T item) => Volatile.Write(ref _items[index], item);

        public void Add(T item)
        {
            if (_count == _items.Length)
            {
                var grown = new T[_count * 2];
                _items.AsSpan().CopyTo(grown);
                Volatile.Write(ref _items, grown);
            }
            _items[_count] = item;
            Volatile.Write(ref _count, _count + 1);
        }
    }
}
