using Exchange.Engine.Accounts;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Clearing.ContinuousBook;
using Exchange.Engine.Clearing.ReferenceCross;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Charging;
using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Numerics;

namespace Exchange.Gateway.Tests.Exports;

public sealed class JournalExportTests
{
    [Theory]
    [InlineData(SelfTrade.Allowed, 11)]
    [InlineData(SelfTrade.Decrement, 12)]
    public void Write_RandomFlow_SumsOfTheFilesAreTheFinalBalances(SelfTrade selfTrade, int seed)
    {
        using var run = new ExportRun(selfTrade);
        var flow = new RandomFlow(seed, run);
        for (var i = 0; i < 4000; i++)
        {
            flow.Next();
        }
        run.Finish();

        var expected = BalancesOf(run.Kernel);
        Assert.Equal(expected, LastBalances(run.Read("balances.csv")));
        Assert.Equal(expected, Sums(run));
    }

    [Fact]
    public void Write_RandomFlow_AllocationsAreThoseOfTheirClearings()
    {
        using var run = new ExportRun();
        var flow = new RandomFlow(21, run);
        for (var i = 0; i < 4000; i++)
        {
            flow.Next();
        }
        run.Finish();

        var (clearings, allocations) = (run.Read("clearings.csv"), run.Read("allocations.csv"));
        var volumes = new Dictionary<string, (decimal Bought, decimal Sold)>();
        for (var i = 0; i < allocations.Rows.Count; i++)
        {
            var (bought, sold) = volumes.GetValueOrDefault(allocations[i, "clearing"]);
            var quantity = allocations.Number(i, "quantity");
            volumes[allocations[i, "clearing"]] = (bought + Math.Max(quantity, 0), sold + Math.Max(-quantity, 0));
        }
        Assert.Contains(clearings.Rows, row => row.Contains("lit"));
        Assert.Contains(clearings.Rows, row => row.Contains("call"));
        for (var i = 0; i < clearings.Rows.Count; i++)
        {
            var volume = clearings.Number(i, "volume");
            Assert.Equal((volume, volume), volumes.GetValueOrDefault(clearings[i, "clearing"]));
            Assert.Equal(clearings[i, "reason"] == "", clearings[i, "price"] != "");
        }
    }

    [Fact]
    public void Write_ClearingToldLater_StandsAtTheMomentItTookPlace()
    {
        using var run = new ExportRun();
        var (a, b) = (run.AddAccount("A", 0, 0), run.AddAccount("B", 0, 0));
        run.SetPhase(MarketPhase.PreOpen);
        run.Submit(a, 1, Side.Sell, 4, 1000);
        run.Submit(b, 1, Side.Buy, 4, 1000);
        run.Now = new(1);

        // The book prints half a second later, and the journal ends before that.
        run.SetPhase(MarketPhase.Open);
        run.Finish();

        Assert.Equal(["0.000000001", "8", "1", "lit", "10", "2", "0"], run.Read("clearings.csv").Rows.Single()[..7]);
        Assert.Equal(
            [["0.000000001", "8", "1", "lit", "A", "1", "-2", "20", "0"], ["0.000000001", "8", "1", "lit", "B", "1", "2", "-20", "0"]],
            run.Read("allocations.csv").Rows);
    }

    [Fact]
    public void Write_Cross_TellsBothSidesTheFeesAndTheQuote()
    {
        using var run = new ExportRun();
        var (a, b) = (run.AddAccount("A", 0, 0), run.AddAccount("B", 0, 0));
        run.Send(record => Commands.DefineMarket(record, default, ExportRun.Market("quoted", new ContinuousBookDefinition())));
        var cross = ExportRun.Market("mid", new ReferenceCrossDefinition(Rationing.Time), "0.005");
        Assert.Equal(Reason.None, PerUnitFee.TryCreate(ExportRun.Decimal("0.01"), cross.Grid, out var fee));
        run.Send(record => Commands.DefineMarket(record, default, cross with
        {
            Reference = "quoted",
            Trigger = Trigger.Continuous,
            Charges = Charges.None with { OnClearing = [fee!] },
        }));
        var (quoted, mid) = (new CommandHeader { Account = a, Market = 2 }, new CommandHeader { Account = a, Market = 3 });
        run.Send(record => Commands.SubmitOrder(record, quoted, 1, Order.Limit(Side.Buy, new(1), new(999), default)));
        run.Send(record => Commands.SubmitOrder(record, quoted, 2, Order.Limit(Side.Sell, new(1), new(1000), default)));
        run.Send(record => Commands.SubmitPegged(record, mid, 3, Order.Pegged(Side.Sell, new(4), null, default), default));
        run.Send(record => Commands.SubmitPegged(
            record, mid with { Account = b }, 4, Order.Pegged(Side.Buy, new(3), new Price(2000), default), default));
        run.Finish();

        Assert.Equal(
            [["0.000000000", "10", "1", "mid", "9.995", "1.5", "B", "4", "A", "3", "", "0.015", "0.015", "9.99", "10"]],
            run.Read("trades.csv").Rows);
        Assert.Equal(["mid", "3", "ACCEPTED", "PEGGED", "SELL", "", "2"], run.Read("orders.csv").Rows[2][4..11]);
        Assert.Equal(["mid", "4", "ACCEPTED", "PEGGED", "BUY", "10", "1.5"], run.Read("orders.csv").Rows[3][4..11]);
        Assert.Empty(run.Read("allocations.csv").Rows);
        Assert.Equal(BalancesOf(run.Kernel), LastBalances(run.Read("balances.csv")));
    }

    [Fact]
    public void Write_TransferThatIsRefused_HasNoRow()
    {
        using var run = new ExportRun();
        var account = run.AddAccount("A", 1, 0);
        var tooMuch = new Holdings(new(Ledger.MaxDeposit + 1), [("XYZ", new Units(1))]);
        run.Send(record => Commands.Transfer(record, new() { Account = account, Market = CommandHeader.NoMarket }, tooMuch));
        run.Finish();

        Assert.Equal([["0.000000000", "3", "A", "", "1"]], run.Read("transfers.csv").Rows);
    }

    private static SortedDictionary<string, decimal> BalancesOf(ExchangeKernel kernel)
    {
        var balances = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        for (var account = 0; account < kernel.Catalog.AccountCount; account++)
        {
            var id = kernel.Catalog.Account(account).Id;
            Add(balances, id, "", (decimal)kernel.Ledger.CashOf(account).Atoms / 1_000_000_000_000);
            Add(balances, id, "XYZ", (decimal)kernel.Ledger.UnitsOf(account, 0).Parts / 1_000_000);
        }
        return balances;
    }

    private static SortedDictionary<string, decimal> LastBalances(CsvTable table)
    {
        var last = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        for (var i = 0; i < table.Rows.Count; i++)
        {
            var key = Key(table[i, "account"], table[i, "instrument"]);
            Assert.Equal(table.Number(i, "balance"), last.GetValueOrDefault(key) + table.Number(i, "change"));
            last[key] = table.Number(i, "balance");
        }
        return new(last.Where(balance => balance.Value != 0).ToDictionary(), StringComparer.Ordinal);
    }

    /// <summary>What transfers, trades with their fees and allocations add up to.</summary>
    private static SortedDictionary<string, decimal> Sums(ExportRun run)
    {
        var sums = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        var transfers = run.Read("transfers.csv");
        for (var i = 0; i < transfers.Rows.Count; i++)
        {
            Add(sums, transfers[i, "account"], transfers[i, "instrument"], transfers.Number(i, "amount"));
        }
        var trades = run.Read("trades.csv");
        Assert.NotEmpty(trades.Rows);
        for (var i = 0; i < trades.Rows.Count; i++)
        {
            var (quantity, cost) = (trades.Number(i, "quantity"), trades.Number(i, "quantity") * trades.Number(i, "price"));
            Add(sums, trades[i, "buyer"], "XYZ", quantity);
            Add(sums, trades[i, "seller"], "XYZ", -quantity);
            Add(sums, trades[i, "buyer"], "", -cost - trades.Number(i, "buyer_fee"));
            Add(sums, trades[i, "seller"], "", cost - trades.Number(i, "seller_fee"));
            Add(sums, "operator", "", trades.Number(i, "buyer_fee") + trades.Number(i, "seller_fee"));
        }
        var allocations = run.Read("allocations.csv");
        Assert.NotEmpty(allocations.Rows);
        for (var i = 0; i < allocations.Rows.Count; i++)
        {
            Add(sums, allocations[i, "account"], "XYZ", allocations.Number(i, "quantity"));
            Add(sums, allocations[i, "account"], "", allocations.Number(i, "cash"));
            Add(sums, "operator", "", -allocations.Number(i, "cash"));
        }
        return new(sums.Where(sum => sum.Value != 0).ToDictionary(), StringComparer.Ordinal);
    }

    private static void Add(SortedDictionary<string, decimal> sums, string account, string instrument, decimal amount)
    {
        if (amount != 0)
        {
            sums[Key(account, instrument)] = sums.GetValueOrDefault(Key(account, instrument)) + amount;
        }
    }

    private static string Key(string account, string instrument) => $"{account} {instrument}";
}
