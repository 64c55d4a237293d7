using System.Collections.Concurrent;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Gateway.Access;
using Exchange.Gateway.Mapping;

namespace Exchange.Gateway.Routing;

/// <summary>
/// Names of markets, accounts and groups, tokens by their hash, and phases: what has been released of them. The release thread
/// adds; any thread reads.
/// </summary>
internal sealed class Directory : IRoster
{
    private readonly ConcurrentDictionary<string, int> _markets = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _accounts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _groups = new(StringComparer.Ordinal);

    // By their first characters; those that share them are few.
    private readonly ConcurrentDictionary<string, int[]> _tokens = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, bool> _blocked = new();
    private readonly ConcurrentDictionary<int, MarketPhase> _phases = new();
    private Catalog _catalog = new();

    /// <summary>The definitions by number.</summary>
    public Catalog Catalog => Volatile.Read(ref _catalog);

    /// <summary>The markets' numbers in definition order.</summary>
    public IEnumerable<int> Markets => Enumerable.Range(0, _markets.Count);

    /// <summary>The accounts' names in definition order, the operator's first.</summary>
    public IEnumerable<string> Accounts =>
        Enumerable.Range(0, _accounts.Count).Select(number => Catalog.Account(number).Id);

    public bool TryFindMarket(string id, out int number) => _markets.TryGetValue(id, out number);

    public bool TryFindAccount(string id, out int number) => _accounts.TryGetValue(id, out number);

    public bool TryFindGroup(string name, out int number) => _groups.TryGetValue(name, out number);

    /// <summary>The token that a text is, and its number; null when it is none that is known.</summary>
    public Token? FindToken(string text, out int number)
    {
        foreach (var candidate in _tokens.GetValueOrDefault(TokenHash.PrefixOf(text), []))
        {
            number = candidate;
            if (Catalog.FindToken(number) is { } token && TokenHash.Matches(token, text))
            {
                return token;
            }
        }
        number = -1;
        return null;
    }

    /// <summary>Whether the account is blocked by itself; the operator's: whether every account is.</summary>
    public bool IsBlocked(int account) => _blocked.ContainsKey(account);

    public MarketPhase PhaseOf(int market) => _phases.GetValueOrDefault(market, MarketPhase.Open);

    /// <summary>Takes over what a recovered exchange has. Before anything is released.</summary>
    public void Load(Catalog catalog, IReadOnlyList<Market> markets, IReadOnlyList<int> blocked)
    {
        Volatile.Write(ref _catalog, catalog);
        for (var number = 0; number < catalog.AccountCount; number++)
        {
            _accounts[catalog.Account(number).Id] = number;
        }
        AddGroups();
        foreach (var number in catalog.TokenNumbers)
        {
            AddToken(number);
        }
        foreach (var market in markets)
        {
            _markets[market.Definition.Id] = market.Index;
            _phases[market.Index] = market.Phase;
        }
        foreach (var account in blocked)
        {
            SetBlocked(account, isBlocked: true);
        }
    }

    public void AddMarket(int number) => _markets[_catalog.Market(number).Id] = number;

    public void AddAccount(int number)
    {
        _accounts[_catalog.Account(number).Id] = number;
        AddGroups();
    }

    public void AddToken(int number)
    {
        ForgetTokens();
        if (_catalog.FindToken(number) is { } token)
        {
            _tokens.AddOrUpdate(token.Prefix, static (_, added) => [added], static (_, known, added) => [.. known, added], number);
        }
    }

    public void SetBlocked(int account, bool isBlocked)
    {
        if (isBlocked)
        {
            _blocked[account] = true;
        }
        else
        {
            _blocked.TryRemove(account, out _);
        }
    }

    public void SetPhase(int market, MarketPhase phase) => _phases[market] = phase;

    /// <summary>Forgets what the catalog has forgotten. Few share their first characters.</summary>
    private void ForgetTokens()
    {
        if (_catalog.TokenCount == _tokens.Count)
        {
            return;
        }
        foreach (var (prefix, numbers) in _tokens)
        {
            int[] known = [.. numbers.Where(number => _catalog.FindToken(number) is not null)];
            if (known.Length == 0)
            {
                _tokens.TryRemove(prefix, out _);
            }
            else if (known.Length < numbers.Length)
            {
                _tokens[prefix] = known;
            }
        }
    }

    /// <summary>Adds the groups that are new in the roster, those of accounts not released yet too: nobody bids on them before.</summary>
    private void AddGroups()
    {
        for (var number = _groups.Count; number < _catalog.GroupCount; number++)
        {
            _groups[_catalog.Group(number)] = number;
        }
    }
}
