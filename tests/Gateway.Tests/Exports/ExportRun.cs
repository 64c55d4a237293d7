using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Clearing.ContinuousBook;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Charging;
using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Numerics;
using Exchange.Gateway.Exports;

namespace Exchange.Gateway.Tests.Exports;

/// <summary>
/// An export of commands that a test gives, and a kernel that carries out the same. One book "lit" with fees, number 0, and one
/// call auction "call" with a charge, number 1, on one instrument; tick 0.01, lot 0.5.
/// </summary>
internal sealed class ExportRun : IDisposable
{
    public const ushort Book = 0;
    public const ushort Auction = 1;

    private readonly TemporaryDirectory _folder = new();
    private readonly JournalExport _export;
    private readonly byte[] _record = new byte[Commands.MaxLength];

    public ExportRun(SelfTrade selfTrade = SelfTrade.Allowed, ExportOptions? options = null)
    {
        _export = new(_folder.Path, options ?? new());
        Send(record => Commands.DefineMarket(record, default, Market("lit", new ContinuousBookDefinition()) with
        {
            Disclosure = new(DepthDisclosure.None, 0, 500_000_000),
            Charges = new(new Cash(-1_000_000), new Cash(3_000_000)),
            SelfTrade = selfTrade,
        }));
        var auction = new CallAuctionDefinition(Rationing.Time, RationingScope.Marginal, default, ReferencePrice: null);
        var call = Market("call", auction);
        Assert.Equal(Reason.None, PerUnitFee.TryCreate(Decimal("0.001"), call.Grid, out var fee));
        Send(record => Commands.DefineMarket(record, default, call with { Charges = Charges.None with { OnClearing = [fee!] } }));
    }

    public delegate int WriteCommand(Span<byte> record);

    /// <summary>The kernel after the last command.</summary>
    public ExchangeKernel Kernel { get; } = new();

    /// <summary>When the next command is sequenced.</summary>
    public Timestamp Now { get; set; }

    public static FixedDecimal Decimal(string text) =>
        FixedDecimal.TryParse(text, out var value) ? value : throw new ArgumentException(text, nameof(text));

    public static MarketDefinition Market(string id, RuleDefinition rule, string tickSize = "0.01", string lotSize = "0.5")
    {
        Grid.TryCreate(Decimal(tickSize), Decimal(lotSize), out var grid);
        return new(
            id,
            "XYZ",
            grid!,
            rule,
            rule is ContinuousRuleDefinition ? Trigger.Continuous : Trigger.Operator,
            Disclosure.Lit,
            Charges.None);
    }

    /// <summary>An account's number, which is made with this much cash and units.</summary>
    public int AddAccount(string id, long cash, long units)
    {
        var deposit = new Holdings(new(cash * (Int128)1_000_000_000_000), [("XYZ", new Units(units * (Int128)1_000_000))]);
        Send(record => Commands.DefineAccount(record, default, new(id, deposit, [], default)));
        return Kernel.Catalog.AccountCount - 1;
    }

    /// <summary>Sequences a command now.</summary>
    public ReadOnlySpan<Event> Send(WriteCommand write)
    {
        var record = _record.AsSpan(0, write(_record));
        System.Runtime.InteropServices.MemoryMarshal.AsRef<CommandHeader>(record).Time = Now;
        _export.Write(record);
        return Kernel.Apply(record);
    }

    /// <summary>Brings an order to the book.</summary>
    public void Submit(int account, ulong id, Side side, long lots, int ticks, OrderTerms terms = default) => Send(record =>
        Commands.SubmitOrder(
            record,
            new() { Account = account, Market = Book },
            id,
            Order.Limit(side, new(lots), new(ticks), TimeInForce.GoodTillCancelled),
            terms));

    /// <summary>Changes an order in the book.</summary>
    public void Replace(int account, ulong id, long lots, int? ticks = null, bool losesPriority = false) => Send(record =>
        Commands.ReplaceOrder(
            record,
            new() { Account = account, Market = Book },
            id,
            new(new(lots), ticks is { } price ? new Price(price) : null, losesPriority)));

    /// <summary>Moves the book to a phase.</summary>
    public void SetPhase(MarketPhase phase) => Send(record => Commands.SetPhase(record, new() { Market = Book }, phase));

    /// <summary>Ends the export, after which its files are read.</summary>
    public void Finish() => _export.Dispose();

    /// <summary>The rows of a file, its header not among them.</summary>
    public CsvTable Read(string file) => CsvTable.Read(Path.Combine(_folder.Path, file));

    /// <summary>A file as it is.</summary>
    public string ReadText(string file) => File.ReadAllText(Path.Combine(_folder.Path, file));

    public void Dispose()
    {
        _export.Dispose();
        _folder.Dispose();
    }
}
