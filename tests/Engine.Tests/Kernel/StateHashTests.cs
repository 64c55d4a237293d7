using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Kernel;

public class StateHashTests
{
    private static readonly Charges SomeFees = new(KernelBench.Cash("0.1"), KernelBench.Cash("0.2"));

    /// <summary>One command each, everything else equal: no two may leave the same state.</summary>
    private static readonly (string Name, Action<KernelBench> Does)[] Differences =
    [
        ("nothing", bench => bench.Advance()),
        ("later", bench => bench.At(1).Advance()),
        ("a buy order", bench => bench.Buy("A", 1, 5, 100)),
        ("a sell order", bench => bench.Sell("A", 1, 5, 100)),
        ("another account's order", bench => bench.Buy("B", 1, 5, 100)),
        ("another id", bench => bench.Buy("A", 2, 5, 100)),
        ("another price", bench => bench.Buy("A", 1, 5, 101)),
        ("another size", bench => bench.Buy("A", 1, 6, 100)),
        ("post-only", bench => Submit(bench, new() { IsPostOnly = true })),
        ("an expiry", bench => Submit(bench, new() { Expires = new Timestamp(50) })),
        ("another expiry", bench => Submit(bench, new() { Expires = new Timestamp(51) })),
        ("an iceberg", bench => Submit(bench, new() { Display = new(2) })),
        ("a stop", bench => Submit(bench, new() { Stop = new Price(90) })),
        ("another stop", bench => Submit(bench, new() { Stop = new Price(91) })),
        ("a stop with a minimum", bench => Submit(bench, new() { Stop = new Price(90), Minimum = new(1) })),
        ("cancelled at once", bench => bench.Buy("A", 1, 6, 100, TimeInForce.ImmediateOrCancel)),
        ("an answer", bench => bench.Numbered(1, 1).Buy("A", 1, 5, 100)),
        ("an answer of another number", bench => bench.Numbered(1, 2).Buy("A", 1, 5, 100)),
        ("an answer of another session", bench => bench.Numbered(2, 1).Buy("A", 1, 5, 100)),
        ("a refusal", bench => bench.Cancel("A", 1)),
        ("another's refusal", bench => bench.Cancel("B", 1)),
        ("cash", bench => bench.Transfer("A", "1")),
        ("another's cash", bench => bench.Transfer("B", "1")),
        ("units", bench => bench.Transfer("A", "0", "1")),
        ("units of another instrument", bench => bench.Transfer("A", new(Cash.Zero, [("ABC", new Units(1))]))),
        ("halted", bench => bench.Phase(MarketPhase.Halted)),
        ("closed", bench => bench.Phase(MarketPhase.Closed)),
        ("an account", bench => bench.DefineAccount("C")),
        ("an account of another name", bench => bench.DefineAccount("D")),
        ("an account in a group", bench => bench.Define(new AccountDefinition("C", Holdings.Nothing, ["g"], default))),
        ("an account with a capacity", bench => bench.Define(new AccountDefinition("C", Holdings.Nothing, [], new(1)))),
        ("an account with cash", bench => bench.DefineAccount("C", "1")),
        ("a token", bench => bench.Define(TokenOf('a'))),
        ("another token", bench => bench.Define(TokenOf('b'))),
        ("an operator's token", bench => bench.Define(TokenOf('a') with { Role = Role.Operator })),
        ("another's token", bench => bench.Define(TokenOf('a') with { Account = 2 })),
        ("a token with another prefix", bench => bench.Define(TokenOf('a') with { Prefix = "zzzz" })),
        ("a token with another salt", bench => bench.Define(TokenOf('a') with { Salt = "00" })),
        ("a token that expires", bench => bench.Define(TokenOf('a') with { Expires = new(1) })),
        ("a revoked token", bench => { bench.Define(TokenOf('a')); bench.Revoke(0); }),
        ("a block", bench => bench.Block("A")),
        ("another's block", bench => bench.Block("B")),
        ("a block of all", bench => bench.Block("operator")),
        ("a market", bench => bench.Define(KernelBench.Definition("two"))),
        ("a market of another name", bench => bench.Define(KernelBench.Definition("2"))),
        ("on another instrument", bench => bench.Define(KernelBench.Definition("two") with { Instrument = "ABC" })),
        ("with another tick", bench => bench.Define(KernelBench.Definition("two") with { Grid = KernelBench.Grid("2", "1") })),
        ("with another lot", bench => bench.Define(KernelBench.Definition("two") with { Grid = KernelBench.Grid("1", "2") })),
        ("with fees", bench => bench.Define(KernelBench.Definition("two", charges: SomeFees))),
        ("lit", bench => bench.Define(KernelBench.Definition("two", Disclosure.Lit))),
        ("with levels", bench => bench.Define(KernelBench.Definition("two", new(DepthDisclosure.Levels, 5, 0)))),
        ("with other levels", bench => bench.Define(KernelBench.Definition("two", new(DepthDisclosure.Levels, 6, 0)))),
        ("with self-trade prevention", bench => bench.Define(KernelBench.Definition("two") with { SelfTrade = SelfTrade.CancelBoth })),
        ("with a collar", bench => bench.Define(KernelBench.Definition("two") with { Collar = new PriceCollar(new(1), new(2)) })),
        ("with another collar", bench => bench.Define(KernelBench.Definition("two") with { Collar = new PriceCollar(new(1), new(3)) })),
        ("with a print delay", bench => bench.Define(KernelBench.Definition("two", new(DepthDisclosure.None, 0, 9)))),
    ];

    private static Token TokenOf(char hash) => new("abcd", "ff", new(hash, 64), Role.Trader, 1);

    private static void Submit(KernelBench bench, OrderTerms terms) =>
        bench.Submit("A", 1, Order.Limit(Side.Buy, new(5), new(100), TimeInForce.GoodTillCancelled), terms);

    [Fact]
    public void StateHash_AnythingObservable_ChangesIt()
    {
        var seen = new Dictionary<string, string>();
        foreach (var (name, does) in Differences)
        {
            var bench = KernelBench.With("A", "B");
            does(bench);
            Assert.True(seen.TryAdd(bench.Kernel.StateHash(), name), $"{name} has the hash of {seen.GetValueOrDefault(bench.Kernel.StateHash())}");
        }
    }

    [Fact]
    public void StateHash_PendingPrint_IsPartOfIt()
    {
        var hashes = new HashSet<string>();
        foreach (var (delay, at) in new[] { (5L, 0L), (6L, 0L), (5L, 1L) })
        {
            var bench = KernelBench.With(new(DepthDisclosure.None, 0, delay), Charges.None, "A");
            bench.At(at).Sell("A", 1, 1, 100);
            bench.Buy("A", 2, 1, 100);
            Assert.True(hashes.Add(bench.Kernel.StateHash()));
        }
    }

    [Fact]
    public void StateHash_SameStateByAnotherWay_IsTheSame()
    {
        // As many commands and events for everyone, but other orders in between and sessions in another order.
        var one = KernelBench.With("A", "B");
        one.Numbered(1, 1).Buy("A", 1, 5, 100);
        one.Numbered(1, 1).Sell("B", 1, 5, 200);
        one.Numbered(0, 0).Buy("A", 7, 3, 90);
        one.Cancel("A", 7);
        one.Buy("B", 2, 4, 100);

        var other = KernelBench.With("A", "B");
        other.Numbered(1, 1).Sell("B", 1, 5, 200);
        other.Numbered(1, 1).Buy("A", 1, 5, 100);
        other.Numbered(0, 0).Buy("B", 2, 4, 100);
        other.Sell("A", 8, 9, 1_000_000);
        other.Cancel("A", 8);

        Assert.Equal(one.Kernel.StateHash(), other.Kernel.StateHash());
        Assert.Equal(one.Cancel("B", 2), other.Cancel("B", 2));
    }

    [Fact]
    public void StateHash_AccountsFirstDeposit_IsWhatItBecame()
    {
        var deposited = KernelBench.With("A");
        deposited.DefineAccount("B", cash: "5");
        deposited.Transfer("A", "0");
        var transferred = KernelBench.With("A");
        transferred.DefineAccount("B");
        transferred.Transfer("B", "5");
        Assert.Equal(deposited.Kernel.StateHash(), transferred.Kernel.StateHash());
    }

    [Fact]
    public void StateHash_AskedTwice_IsTheSame()
    {
        var bench = KernelBench.With("A");
        bench.Buy("A", 1, 5, 100);
        Assert.Equal(bench.Kernel.StateHash(), bench.Kernel.StateHash());
        Assert.Matches("^[0-9a-f]{64}$", bench.Kernel.StateHash());
    }
}
