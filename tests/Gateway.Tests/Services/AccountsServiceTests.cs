using Exchange.V1;
using Grpc.Core;

namespace Exchange.Gateway.Tests;

public sealed class AccountsServiceTests
{
    [Fact]
    public async Task Define_WithDeposit_HasItAndIsListed()
    {
        await using var gateway = await TestGateway.StartAsync();
        var trader = await gateway.DefineTraderAsync("A", cash: "100.000000000001", units: "0.000001");

        var balances = await trader.BalancesAsync();
        var listed = await gateway.Operator.Accounts.ListAsync(new(), gateway.Operator.Options);

        Assert.Equal(("100.000000000001", "0.000001"), (balances.Cash, balances.Units["XYZ"]));
        Assert.Equal("0", balances.Reserved.Cash);
        Assert.Equal(["operator", "A"], listed.Accounts);
    }

    [Fact]
    public async Task Transfer_DepositAndWithdrawal_ChangeBalancesExactly()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.DefineTraderAsync("A", cash: "10", units: "5");

        var response = await gateway.Operator.Accounts.TransferAsync(
            new() { Account = "A", Cash = "-2.5", Units = { ["XYZ"] = "1", ["ABC"] = "7" } }, gateway.Operator.Options);

        Assert.Equal("7.5", response.Balances.Cash);
        Assert.Equal(("6", "7"), (response.Balances.Units["XYZ"], response.Balances.Units["ABC"]));
        Assert.Equal(response.Balances, await gateway.Operator.BalancesAsync("A"));
    }

    [Fact]
    public async Task SetLimits_Account_MayDoWhatTheySayAndKeepsWhatIsSetAside()
    {
        await using var gateway = await TestGateway.StartAsync();
        var market = new MarketDefinition
        {
            Id = "strict",
            Instrument = "XYZ",
            TickSize = "1",
            LotSize = "1",
            ContinuousBook = new(),
            Limits = true,
        };
        await gateway.Operator.Markets.DefineAsync(new() { Market = market }, gateway.Operator.Options);
        var trader = await gateway.DefineTraderAsync("A", cash: "10");
        await gateway.Operator.Accounts.SetLimitsAsync(
            new() { Account = "A", Limits = new() { Credit = "5", MaxOrder = "20" } }, gateway.Operator.Options);

        Assert.Equal("", (await trader.SubmitAsync(Say.Buy(1, 1, "15", "1", "strict"))).Answer.Reason);
        Assert.Equal("NO_CASH", (await trader.SubmitAsync(Say.Buy(2, 2, "1", "1", "strict"))).Answer.Reason);
        Assert.Equal("LIMIT", (await trader.SubmitAsync(Say.Buy(3, 3, "21", "0", "strict"))).Answer.Reason);
        Assert.Equal("15", (await gateway.Operator.BalancesAsync("A")).Reserved.Cash);
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await gateway.Operator.Accounts.TransferAsync(
            new() { Account = "A", Cash = "-1" }, gateway.Operator.Options));
        Assert.Equal(StatusCode.FailedPrecondition, refused.StatusCode);
        var negative = await Assert.ThrowsAsync<RpcException>(async () => await gateway.Operator.Accounts.SetLimitsAsync(
            new() { Account = "A", Limits = new() { Short = { ["XYZ"] = "-1" } } }, gateway.Operator.Options));
        Assert.Equal(StatusCode.InvalidArgument, negative.StatusCode);
    }

    [Theory]
    [InlineData("A", StatusCode.AlreadyExists)]
    [InlineData("operator", StatusCode.AlreadyExists)]
    [InlineData("public", StatusCode.AlreadyExists)]
    [InlineData("", StatusCode.InvalidArgument)]
    [InlineData("a/b", StatusCode.InvalidArgument)]
    [InlineData("123456789012345678901234567890123", StatusCode.InvalidArgument)]
    public async Task Define_BadName_IsRefused(string id, StatusCode expected)
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.DefineTraderAsync("A");

        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
            await gateway.Operator.Accounts.DefineAsync(new() { Account = new() { Id = id } }, gateway.Operator.Options));

        Assert.Equal(expected, failure.StatusCode);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("0", "")]
    [InlineData("0.000000001", "")]
    [InlineData("1000000000000000", "")]
    [InlineData("-1", "OUT_OF_RANGE: capacity -1 is not from 1e-9 to 1e15")]
    [InlineData("0.0000000001", "OUT_OF_RANGE: capacity 0.0000000001 is not")]
    [InlineData("1000000000000001", "OUT_OF_RANGE: capacity 1000000000000001 is not")]
    [InlineData("much", "MALFORMED: capacity is not a decimal number")]
    public async Task Define_Capacity_IsOneOrNone(string capacity, string refusal)
    {
        await using var gateway = await TestGateway.StartAsync();

        var failure = await Record.ExceptionAsync(() => gateway.DefineTraderAsync("A", capacity: capacity));

        Assert.StartsWith(refusal, (failure as RpcException)?.Status.Detail ?? "");
        Assert.Equal(refusal.Length > 0, failure is not null);
    }

    [Theory]
    [InlineData("1e5", "0", "MALFORMED")]
    [InlineData("NaN", "0", "MALFORMED")]
    [InlineData("0.0000000000001", "0", "OFF_GRID")]
    [InlineData("0", "0.0000001", "OFF_GRID")]
    [InlineData("99999999999999999999999999999999999999", "0", "OUT_OF_RANGE")]
    [InlineData("0", "99999999999999999999999999999999999999", "OUT_OF_RANGE")]
    public async Task Transfer_BadAmount_IsRefusedAndChangesNothing(string cash, string units, string reason)
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.DefineTraderAsync("A", cash: "10", units: "5");

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await gateway.Operator.Accounts.TransferAsync(
            new() { Account = "A", Cash = cash, Units = { ["XYZ"] = units } }, gateway.Operator.Options));

        Assert.Equal(StatusCode.InvalidArgument, failure.StatusCode);
        Assert.StartsWith(reason, failure.Status.Detail);
        Assert.Equal("10", (await gateway.Operator.BalancesAsync("A")).Cash);
    }

    [Theory]
    [InlineData(Role.Trader, "nobody", StatusCode.NotFound)]
    [InlineData(Role.Trader, "operator", StatusCode.NotFound)]
    [InlineData(Role.Unspecified, "A", StatusCode.InvalidArgument)]
    [InlineData((Role)7, "A", StatusCode.InvalidArgument)]
    public async Task IssueToken_Bad_IsRefused(Role role, string account, StatusCode expected)
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.DefineTraderAsync("A");

        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
            await gateway.Operator.Accounts.IssueTokenAsync(new() { Role = role, Account = account }, gateway.Operator.Options));

        Assert.Equal(expected, failure.StatusCode);
    }

    [Fact]
    public async Task IssueToken_ForAnOperator_LetsItsHolderOperate()
    {
        await using var gateway = await TestGateway.StartAsync();
        var issued = await gateway.Operator.Accounts.IssueTokenAsync(
            new() { Role = Role.Operator }, gateway.Operator.Options);

        var second = gateway.Caller(issued.Token, "operator");
        await second.Markets.DefineAsync(new() { Market = TestGateway.Book("lit") }, second.Options);

        Assert.NotEqual(gateway.Operator.Token, issued.Token);
        Assert.Single((await second.Markets.ListAsync(new(), second.Options)).Markets);
    }
}
