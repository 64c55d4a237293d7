using Exchange.Engine.Accounts;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing.ContinuousBook;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Kernel;

/// <summary>
/// A kernel on the bench: commands by name go in, lines of text come out, and after every command the bench checks what
/// must always hold: conservation, dense sequences, time that never goes back, queries that change nothing, and that a kernel
/// read back from the state goes on the same.
/// </summary>
internal sealed partial class KernelBench
{
    /// <summary>Nothing of the book is public and prints come at once: events without the noise of levels.</summary>
    public static readonly Disclosure PrintsOnly = new(DepthDisclosure.None, 0, 0);

    /// <summary>As <see cref="PrintsOnly"/>, and how auctions ended: not dark because of an indicative price, which is never due.</summary>
    public static readonly Disclosure PrintsAndAuctions = PrintsOnly with { IsIndicative = true, IndicativeEveryNs = long.MaxValue };

    private readonly byte[] _record = new byte[Commands.MaxLength];
    private readonly SequenceAudit _audit = new();
    private CommandHeader _header = new() { Market = CommandHeader.NoMarket };

    /// <summary>The kernel.</summary>
    public ExchangeKernel Kernel { get; } = new();

    /// <summary>The first market, a book.</summary>
    public ContinuousMarket Book => (ContinuousMarket)Kernel.Markets[0];

    /// <summary>The number of the market that the commands are for.</summary>
    public int Market => _header.Market;

    /// <summary>Every command so far, queries left out: what a journal would hold.</summary>
    public List<byte[]> Journal { get; } = [];

    /// <summary>The events of the last command.</summary>
    public Event[] Events { get; private set; } = [];

    /// <summary>A bench with one market and accounts of a name each.</summary>
    public static KernelBench With(Disclosure disclosure, Charges charges, params ReadOnlySpan<string> accounts)
    {
        var bench = new KernelBench();
        bench.Define(Definition("book", disclosure, charges));
        foreach (var account in accounts)
        {
            bench.DefineAccount(account);
        }
        return bench;
    }

    /// <summary>A bench with one market that shows its prints alone.</summary>
    public static KernelBench With(params ReadOnlySpan<string> accounts) => With(PrintsOnly, Charges.None, accounts);

    /// <summary>A market on instrument XYZ with ticks and lots of one.</summary>
    public static MarketDefinition Definition(string id, Disclosure? disclosure = null, Charges? charges = null) => new(
        id, "XYZ", Grid("1", "1"), new ContinuousBookDefinition(), Trigger.Continuous, disclosure ?? PrintsOnly, charges ?? Charges.None);

    public static Grid Grid(string tick, string lot)
    {
        Assert.Equal(Reason.None, Exchange.Engine.Bids.Grid.TryCreate(Decimal(tick), Decimal(lot), out var grid));
        return grid!;
    }

    public static Cash Cash(string text)
    {
        Assert.True(Engine.Numerics.Cash.TryFrom(Decimal(text), out var cash));
        return cash;
    }

    public static Units Units(string text)
    {
        Assert.True(Engine.Numerics.Units.TryFrom(Decimal(text), out var units));
        return units;
    }

    /// <summary>The commands that follow are stamped with this time, in nanoseconds.</summary>
    public KernelBench At(long nanoseconds)
    {
        _header.Time = new(nanoseconds);
        return this;
    }

    /// <summary>The orders that follow are for this market.</summary>
    public KernelBench In(string market)
    {
        Assert.True(Kernel.Catalog.TryFindMarket(market, out var number));
        _header.Market = (ushort)number;
        return this;
    }

    /// <summary>The commands that follow come from a client session with this instruction number; zeros: from none.</summary>
    public KernelBench Numbered(ulong session, ulong number)
    {
        (_header.Session, _header.Number) = (session, number);
        return this;
    }

    public string[] Define(MarketDefinition market)
    {
        var lines = Apply(Commands.DefineMarket(_record, _header, market));
        _header.Market = Kernel.Catalog.TryFindMarket(market.Id, out var number) ? (ushort)number : CommandHeader.NoMarket;
        return lines;
    }

    public string[] DefineAccount(string account, string cash = "0", string units = "0") =>
        Define(new AccountDefinition(account, Holdings(cash, units), [], default));

    public string[] Define(AccountDefinition account) => Apply(Commands.DefineAccount(_record, _header, account));

    public string[] Revoke(int token) => Apply(Commands.RevokeToken(_record, _header, token));

    /// <summary>Blocks an account; the operator's: all.</summary>
    public string[] Block(string account) => Apply(Commands.Block(_record, _header with { Account = NumberOf(account) }));

    public string[] Unblock(string account) => Apply(Commands.Unblock(_record, _header with { Account = NumberOf(account) }));

    /// <summary>A client session's connection; null: it is not to be watched.</summary>
    public string[] Connected(string account, ulong session, long? grace) =>
        Apply(Commands.Connected(_record, Of(account), session, grace));

    public string[] Disconnected(string account, ulong session) => Apply(Commands.Disconnected(_record, Of(account), session));

    public string[] Define(Token token) => Apply(Commands.DefineToken(_record, _header, token));

    public string[] Transfer(string account, string cash, string units = "0") => Transfer(account, Holdings(cash, units));

    public string[] Transfer(string account, Holdings amounts) =>
        Apply(Commands.Transfer(_record, Of(account), amounts));

    public string[] SetLimits(string account, AccountLimits limits) =>
        Apply(Commands.SetLimits(_record, Of(account), limits));

    public string[] Buy(string account, ulong id, long lots, int at, TimeInForce lives = TimeInForce.GoodTillCancelled) =>
        Submit(account, id, Order.Limit(Side.Buy, new(lots), new(at), lives));

    public string[] Sell(string account, ulong id, long lots, int at, TimeInForce lives = TimeInForce.GoodTillCancelled) =>
        Submit(account, id, Order.Limit(Side.Sell, new(lots), new(at), lives));

    public string[] Submit(string account, ulong id, in Order order) =>
        Apply(Commands.SubmitOrder(_record, Of(account), id, order));

    public string[] Submit(string account, ulong id, in Order order, in OrderTerms terms) =>
        Apply(Commands.SubmitOrder(_record, Of(account), id, order, terms));

    public string[] Resumed() => Apply(Commands.Resumed(_record, _header));

    public string[] Continued() => Apply(Commands.Continued(_record, _header));

    /// <summary>No lots, no price: as they are.</summary>
    public string[] Replace(string account, ulong id, long lots = 0, int? at = null, bool losesPriority = false)
    {
        Price? price = at is { } ticks ? new Price(ticks) : null;
        return Apply(Commands.ReplaceOrder(_record, Of(account), id, new(new(lots), price, losesPriority)));
    }

    public string[] Cancel(string account, ulong id) => Apply(Commands.CancelOrder(_record, Of(account), id));

    public string[] CancelAll(string account) => Apply(Commands.CancelAllOrders(_record, Of(account)));

    public string[] CancelAllEverywhere(string account)
    {
        var header = Of(account);
        header.Market = CommandHeader.NoMarket;
        return Apply(Commands.CancelAllOrders(_record, header));
    }

    public string[] Phase(MarketPhase phase) => Apply(Commands.SetPhase(_record, _header, phase));

    public string[] Advance() => Apply(Commands.Advance(_record, _header));

    public string[] Show(CommandKind query, string account = "operator") =>
        Apply(Commands.Query(_record, Of(account), query));

    /// <summary>Cash as a decimal.</summary>
    public string CashOf(string account) => Kernel.Ledger.CashOf(NumberOf(account)).ToString();

    /// <summary>Units of XYZ as a decimal.</summary>
    public string UnitsOf(string account) => Kernel.Ledger.UnitsOf(NumberOf(account), 0).ToString();

    public int NumberOf(string account)
    {
        Assert.True(Kernel.Catalog.TryFindAccount(account, out var number), $"there is no account {account}");
        return number;
    }

    /// <summary>Applies the first bytes of the bench's record.</summary>
    private string[] Apply(int length)
    {
        var record = _record[..length];
        var isQuery = CommandHeader.Of(record).Kind.IsQuery();
        var (before, sequence) = (isQuery ? Kernel.StateHash() : "", Kernel.Sequence);
        Events = Kernel.Apply(record).ToArray();
        Follow(record, sequence);
        Assert.True(Kernel.IsConserved(), "cash or units came from nowhere or went there");
        if (isQuery)
        {
            Assert.Equal(before, Kernel.StateHash());
        }
        else
        {
            Journal.Add(record);
            Assert.Equal(sequence + 1, Kernel.Sequence);
            _audit.Check(Events, Kernel);
        }
        return Array.ConvertAll(Events, e => EventText.Line(e, Kernel.Catalog));
    }

    private CommandHeader Of(string account)
    {
        var header = _header;
        header.Account = NumberOf(account);
        return header;
    }

    private static Holdings Holdings(string cash, string units) => new(Cash(cash), [("XYZ", Units(units))]);

    public static FixedDecimal Decimal(string text)
    {
        Assert.True(FixedDecimal.TryParse(text, out var value), $"{text} is no decimal");
        return value;
    }
}
