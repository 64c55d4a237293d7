using Exchange.Engine.Bids;
using Exchange.Engine.Clearing.ConditionalAuction;
using Exchange.Engine.Clearing.ContinuousBook;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Numerics;

namespace Exchange.Engine.Tests.Kernel;

public class DefinitionTests
{
    private readonly KernelBench _bench = KernelBench.With("A");

    [Fact]
    public void DefineMarket_EveryField_Arrives()
    {
        var market = new MarketDefinition(
            "other", "ABC", KernelBench.Grid("0.0025", "0.001"), new ContinuousBookDefinition(), Trigger.Continuous,
            new(DepthDisclosure.Levels, 7, 123_456_789_012), new(KernelBench.Cash("-0.000001"), KernelBench.Cash("0.5")));
        Assert.Equal(["other: MarketDefined"], _bench.Define(market));
        var defined = _bench.Kernel.Catalog.Market(1);
        Assert.Equal(market with { Grid = defined.Grid, Charges = defined.Charges }, defined);
        Assert.Equal(market.Charges.MakerFeePerLot, defined.Charges.MakerFeePerLot);
        Assert.Equal(market.Charges.TakerFeePerLot, defined.Charges.TakerFeePerLot);
        Assert.Equal((market.Grid.TickSize, market.Grid.LotSize), (defined.Grid.TickSize, defined.Grid.LotSize));
        Assert.Equal(["XYZ", "ABC"], _bench.Kernel.Ledger.Instruments);
    }

    [Fact]
    public void DefineMarket_Orders_AreDisclosedOnlyWithFullDepth()
    {
        var orders = Disclosure.Lit with { ShowsOrders = true };
        Assert.Equal(["other: MarketDefined"], _bench.Define(KernelBench.Definition("other", orders)));
        Assert.True(_bench.Kernel.Catalog.Market(1).Disclosure.ShowsOrders);
        foreach (var depth in new[] { DepthDisclosure.Levels, DepthDisclosure.Top, DepthDisclosure.None })
        {
            var refused = KernelBench.Definition("refused", orders with { Depth = depth, Levels = 3 });
            _bench.Define(refused);
            Assert.Equal(2, _bench.Kernel.Catalog.MarketCount);
        }
    }

    [Fact]
    public void DefineMarket_ConditionalAuctionOfEveryTax_Arrives()
    {
        var (one, tenth) = (new FixedDecimal(FixedDecimal.One), new FixedDecimal(FixedDecimal.One / 10));
        TaxSlope[] taxes =
        [
            new FixedTaxSlope(tenth), new FundamentalTaxSlope(one, tenth, one, 5), new GroupsTaxSlope(one, tenth, one, 6),
            new BoundsTaxSlope(one, tenth, one, 7), new FundamentalTaxSlope(one, tenth, TaxSlope.MaxParameter),
        ];
        foreach (var tax in taxes)
        {
            var rule = new ConditionalAuctionDefinition(tax, new PriceCollar(new(-5), new(7)), new Quantity(9), new Cash(3));
            var market = KernelBench.Definition($"conditional-{Array.IndexOf(taxes, tax)}") with
            {
                Rule = rule,
                Trigger = Trigger.Operator,
                Disclosure = KernelBench.PrintsOnly with { ShowsGroupSums = true },
                HasLimits = true,
            };
            Assert.EndsWith("MarketDefined", Assert.Single(_bench.Define(market)), StringComparison.Ordinal);
            var defined = _bench.Kernel.Catalog.Market(_bench.Kernel.Catalog.MarketCount - 1);
            Assert.Equal(market with { Grid = defined.Grid, Charges = defined.Charges }, defined);
        }
    }

    [Fact]
    public void Groups_OfTheRoster_AreNumberedAsTheyAreFirstMentioned()
    {
        var catalog = _bench.Kernel.Catalog;
        Assert.False(catalog.TryFindGroup("fund", out _));
        _bench.DefineMember("B", ["fund", "bank", "fund"]);
        _bench.DefineMember("C", []);
        _bench.DefineMember("D", ["fish", "bank", "fund"]);
        _bench.DefineMember("B", ["never"]); // refused: there is a B
        Assert.Equal(["fund", "bank", "fish"], Enumerable.Range(0, catalog.GroupCount).Select(catalog.Group));
        Assert.True(catalog.TryFindGroup("bank", out var bank) && bank == 1);
        Assert.False(catalog.TryFindGroup("Bank", out _) || catalog.TryFindGroup("never", out _));
        Assert.Equal(["0 1", "", "2 1 0"], new[] { "B", "C", "D" }.Select(name => string.Join(' ', catalog.GroupsOf(_bench.NumberOf(name)).ToArray())));
        Assert.True(catalog.GroupsOf(Engine.Accounts.Ledger.Operator).IsEmpty);
    }

    [Fact]
    public void DefineAccount_EveryField_Arrives()
    {
        var account = new AccountDefinition(
            "B",
            new(KernelBench.Cash("12.5"), [("XYZ", KernelBench.Units("3")), ("NEW", KernelBench.Units("-4"))]),
            ["fund", "bank"],
            new(500_000_000_000_000_000));
        Assert.Equal(["AccountDefined"], _bench.Define(account).Select(line => line.Split(' ')[^1]));
        var defined = _bench.Kernel.Catalog.Account(_bench.NumberOf("B"));
        Assert.Equal(account.Groups, defined.Groups);
        Assert.Equal(account.Capacity, defined.Capacity);
        Assert.Equal(("12.5", "3"), (_bench.CashOf("B"), _bench.UnitsOf("B")));
        Assert.Equal(KernelBench.Units("-4"), _bench.Kernel.Ledger.UnitsOf(_bench.NumberOf("B"), 1));
        Assert.Equal(Units.Zero, _bench.Kernel.Ledger.UnitsOf(_bench.NumberOf("A"), 1));
    }

    [Fact]
    public void Define_NameInUse_IsRefusedAndChangesNothing()
    {
        var ledger = _bench.CashOf("A");
        Assert.Contains("DUPLICATE_ID", Assert.Single(_bench.Numbered(1, 1).Define(KernelBench.Definition("book"))));
        Assert.Contains("DUPLICATE_ID", Assert.Single(_bench.Numbered(1, 2).DefineAccount("A", cash: "5")));
        Assert.Contains("DUPLICATE_ID", Assert.Single(_bench.Numbered(1, 3).DefineAccount("operator", cash: "5")));
        Assert.Equal((1, 2), (_bench.Kernel.Markets.Count, _bench.Kernel.Catalog.AccountCount));
        Assert.Equal(2, _bench.Kernel.Ledger.AccountCount);
        Assert.Equal(ledger, _bench.CashOf("A"));
    }

    [Fact]
    public void Define_NamesThatDifferInCase_AreTwo()
    {
        _bench.DefineAccount("a");
        Assert.NotEqual(_bench.NumberOf("A"), _bench.NumberOf("a"));
    }

    [Fact]
    public void DefineToken_EveryField_Arrives()
    {
        var token = new Token("abcd", "00ff", new string('a', 64), Role.Trader, _bench.NumberOf("A")) { Expires = new(7) };
        _bench.Define(token);
        Assert.Equal(token, _bench.Kernel.Catalog.FindToken((int)_bench.Events[0].Id));
    }

    [Fact]
    public void RevokeToken_OneOfTwo_RevokesThatOneForGood()
    {
        _bench.Define(new Token("abcd", "00", new string('a', 64), Role.Trader, _bench.NumberOf("A")));
        _bench.Define(new Token("efgh", "00", new string('b', 64), Role.Observer, 0));

        _bench.Revoke(1);

        Assert.Equal((EventKind.TokenRevoked, 1UL), (_bench.Events[0].Kind, _bench.Events[0].Id));
        Assert.False(_bench.Kernel.Catalog.FindToken(0)!.IsRevoked);
        Assert.True(_bench.Kernel.Catalog.FindToken(1)!.IsRevoked);
    }

    [Fact]
    public void DefineToken_OthersHaveLetNobodyInForADay_AreForgottenAndTheirNumbersNotUsedAgain()
    {
        const long Second = 1_000_000_000;
        const long Day = 86_400 * Second;
        var token = new Token("abcd", "00", new string('a', 64), Role.Observer, 0);
        _bench.At(Second).Define(token with { Expires = new(5 * Second) });
        _bench.Define(token);
        _bench.Define(token);
        _bench.At(7 * Second).Revoke(2);

        _bench.At((5 * Second) + Day).Define(token);
        Assert.Equal([0, 1, 2, 3], _bench.Kernel.Catalog.TokenNumbers);
        _bench.At((5 * Second) + Day + 1).Define(token);
        Assert.Equal([1, 2, 3, 4], _bench.Kernel.Catalog.TokenNumbers);
        _bench.At((7 * Second) + Day + 1).Define(token);
        Assert.Equal([1, 3, 4, 5], _bench.Kernel.Catalog.TokenNumbers);
        _bench.Define(token with { Role = Role.Operator });
        _bench.Revoke(6);
        _bench.At((20 * Second) + (3 * Day)).Define(token);
        Assert.Equal([1, 3, 4, 5, 6, 7], _bench.Kernel.Catalog.TokenNumbers);
        Assert.Contains("OUT_OF_RANGE", Assert.Single(_bench.Numbered(1, 1).Revoke(0)));
        Assert.Equal(_bench.Kernel.StateHash(), StateBytes.Copy(_bench.Kernel).StateHash());
    }

    [Fact]
    public void DefineToken_MoreThanThereMayBe_IsRefused()
    {
        var kernel = new ExchangeKernel();
        var record = new byte[Commands.MaxLength];
        var length = Commands.DefineToken(record, new() { Session = 1 }, new("abcd", "00", new string('a', 64), Role.Observer, 0));
        var reasons = new List<Reason>();
        for (var i = 0; i <= Catalog.MaxTokens; i++)
        {
            reasons.Add(kernel.Apply(record.AsSpan(0, length))[^1].Reason);
        }
        Assert.Equal((Reason.None, Reason.Limit), (reasons[^2], reasons[^1]));
    }

    [Fact]
    public void Transfer_DepositAndWithdrawal_ReachTheAccount()
    {
        _bench.Transfer("A", cash: "100.25", units: "5");
        _bench.Transfer("A", cash: "-200", units: "-5.5");
        Assert.Equal(("-99.75", "-0.5"), (_bench.CashOf("A"), _bench.UnitsOf("A")));
    }

    [Fact]
    public void Markets_OnOneInstrument_ShareTheUnits()
    {
        _bench.DefineAccount("B");
        _bench.Define(KernelBench.Definition("fine") with { Grid = KernelBench.Grid("0.5", "0.001") });
        _bench.Sell("A", 1, 1500, 3); // 1.5 units at 1.5
        _bench.Buy("B", 1, 1500, 3);
        _bench.In("book").Sell("A", 1, 2, 7);
        _bench.Buy("B", 1, 2, 7);
        Assert.Equal(("3.5", "-16.25"), (_bench.UnitsOf("B"), _bench.CashOf("B")));
    }
}
