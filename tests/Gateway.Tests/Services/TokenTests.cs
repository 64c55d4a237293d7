using System.Text;
using Exchange.V1;
using Grpc.Core;

namespace Exchange.Gateway.Tests;

/// <summary>Tokens that end, observers, and the operator's kill switch.</summary>
public sealed class TokenTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stream_TokenEnds_EndsWithIt(bool isRevoked)
    {
        await using var gateway = await TestGateway.StartLitAsync();
        var trader = await gateway.DefineTraderAsync("A");
        // It is over soon, and not before the stream is open: what comes before that is refused in the same way.
        var expires = (DateTime.UtcNow - DateTime.UnixEpoch + TimeSpan.FromSeconds(isRevoked ? 3600 : 3)).TotalSeconds;
        var issued = await IssueAsync(gateway, Role.Trader, "A", expires.ToString("0.000", null));
        var holder = gateway.Caller(issued.Token, "A");
        using var session = await holder.OpenAsync();
        Assert.Equal([""], await session.ActAsync(Say.Buy(1, 1, "5", "10")));

        if (isRevoked)
        {
            await gateway.Operator.Accounts.RevokeTokenAsync(new() { Number = issued.Number }, gateway.Operator.Options);
        }

        Assert.Equal(StatusCode.Unauthenticated, (await session.ReadToFailureAsync()).StatusCode);
        var failure = await Assert.ThrowsAsync<RpcException>(() => holder.BalancesAsync());
        Assert.Equal(StatusCode.Unauthenticated, failure.StatusCode);
        Assert.Equal("1000000", (await trader.BalancesAsync()).Cash);
    }

    [Fact]
    public async Task Token_ExpiredADayAgo_IsForgotten()
    {
        var clock = new HandClock();
        await using var gateway = await TestGateway.StartAsync(clock: clock);
        var issued = await IssueAsync(gateway, Role.Observer, "", "100");
        clock.Advance(86_400_000 + 100_000);

        await IssueAsync(gateway, Role.Observer, "", "");

        var tokens = (await gateway.Operator.Accounts.ListTokensAsync(new(), gateway.Operator.Options)).Tokens;
        Assert.Equal([0u, 2u], tokens.Select(token => token.Number));
        var failure = await Assert.ThrowsAsync<RpcException>(
            async () => await gateway.Caller(issued.Token, "").Markets.ListAsync(new(), gateway.Caller(issued.Token, "").Options));
        Assert.Equal((StatusCode.Unauthenticated, "the token is not known here"), (failure.StatusCode, failure.Status.Detail));
        failure = await Assert.ThrowsAsync<RpcException>(
            async () => await gateway.Operator.Accounts.RevokeTokenAsync(new() { Number = issued.Number }, gateway.Operator.Options));
        Assert.Equal(StatusCode.InvalidArgument, failure.StatusCode);
    }

    [Fact]
    public async Task ListTokens_AfterARestart_TellsWhatThereIsAndKeepsRevocations()
    {
        using var directory = new TemporaryDirectory();
        string revoked, kept;
        await using (var gateway = await TestGateway.StartAsync(directory.Path))
        {
            kept = (await gateway.DefineTraderAsync("A")).Token!;
            var issued = await IssueAsync(gateway, Role.Observer, "", "9000000000");
            revoked = issued.Token;
            await gateway.Operator.Accounts.RevokeTokenAsync(new() { Number = issued.Number }, gateway.Operator.Options);
        }
        foreach (var file in Directory.EnumerateFiles(Path.Combine(directory.Path, "journal")))
        {
            Assert.DoesNotContain(kept, Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)), StringComparison.Ordinal);
        }

        await using var again = await TestGateway.StartAsync(directory.Path);
        var tokens = (await again.Operator.Accounts.ListTokensAsync(new(), again.Operator.Options)).Tokens;

        Assert.Equal(
            [(Role.Operator, "", "", false), (Role.Trader, "A", "", false), (Role.Observer, "", "9000000000", true)],
            tokens.Select(token => (token.Role, token.Account, token.Expires, token.Revoked)));
        Assert.Equal(kept[..4], tokens[1].Prefix);
        Assert.Equal("1000000", (await again.Caller(kept, "A").BalancesAsync()).Cash);
        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
            await again.Caller(revoked, "").Markets.ListAsync(new(), again.Caller(revoked, "").Options));
        Assert.Equal(StatusCode.Unauthenticated, failure.StatusCode);
    }

    [Fact]
    public async Task GetDepth_OfADarkBook_ShowsAnObserverNothing()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.DefineAsync("dark", new() { Depth = DepthDisclosure.None, PrintDelay = "1" });
        var trader = await gateway.DefineTraderAsync("A");
        await trader.SubmitAsync(Say.Buy(0, 1, "5", "10", "dark"));
        var observer = gateway.Caller((await IssueAsync(gateway, Role.Observer)).Token, "");

        Assert.Empty((await observer.DepthAsync("dark")).Bids);
        Assert.Single((await gateway.Operator.DepthAsync("dark")).Bids);
    }

    [Fact]
    public async Task Block_AnAccountAndAll_StopsThemAndIsListed()
    {
        await using var gateway = await TestGateway.StartLitAsync();
        var (one, other) = (await gateway.DefineTraderAsync("A"), await gateway.DefineTraderAsync("B"));
        using var session = await one.OpenAsync();
        Assert.Equal([""], await session.ActAsync(Say.Buy(1, 1, "5", "10")));

        await gateway.Operator.Accounts.BlockAsync(new() { Account = "A" }, gateway.Operator.Options);
        await session.ReadUntilAsync(() => session.Events.Any(told => told.Cancelled is { Reason: "OPERATOR" }));
        Assert.Equal(["NOT_AUTHORISED"], await session.ActAsync(Say.Buy(2, 2, "5", "10")));
        Assert.Equal("", (await other.SubmitAsync(Say.Buy(0, 1, "5", "10"))).Answer.Reason);

        await gateway.Operator.Accounts.BlockAsync(new() { All = true }, gateway.Operator.Options);
        Assert.Equal("NOT_AUTHORISED", (await other.SubmitAsync(Say.Buy(0, 2, "5", "10"))).Answer.Reason);
        var listed = await gateway.Operator.Accounts.ListAsync(new(), gateway.Operator.Options);
        Assert.Equal((true, "A"), (listed.AllBlocked, string.Join(' ', listed.Blocked)));

        await gateway.Operator.Accounts.UnblockAsync(new() { All = true }, gateway.Operator.Options);
        await gateway.Operator.Accounts.UnblockAsync(new() { Account = "A" }, gateway.Operator.Options);
        Assert.Equal([""], await session.ActAsync(Say.Buy(3, 3, "5", "10")));
        Assert.Empty((await gateway.Operator.Accounts.ListAsync(new(), gateway.Operator.Options)).Blocked);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Block_AfterARestart_StillHoldsAndIsListed(bool fromSnapshot)
    {
        using var directory = new TemporaryDirectory();
        TestCaller one, other;
        GatewayOptions With(GatewayOptions options) => options with { SnapshotEvery = fromSnapshot ? 1 : 0 };
        await using (var gateway = await TestGateway.StartAsync(directory.Path, with: With))
        {
            await gateway.DefineAsync("lit");
            (one, other) = (await gateway.DefineTraderAsync("A"), await gateway.DefineTraderAsync("B"));
            // With no private event told there would be nothing to keep, and the whole journal would be replayed.
            await other.SubmitAsync(Say.Buy(0, 9, "5", "10"));
            await gateway.Operator.Accounts.BlockAsync(new() { Account = "A" }, gateway.Operator.Options);
            await gateway.Operator.Accounts.BlockAsync(new() { All = true }, gateway.Operator.Options);
            await gateway.Operator.Accounts.UnblockAsync(new() { All = true }, gateway.Operator.Options);
        }

        await using var again = await TestGateway.StartAsync(directory.Path, with: With);

        Assert.Equal(fromSnapshot, again.Server.Recovery!.Records == 0);
        var listed = await again.Operator.Accounts.ListAsync(new(), again.Operator.Options);
        Assert.Equal((false, "A"), (listed.AllBlocked, string.Join(' ', listed.Blocked)));
        Assert.Equal("NOT_AUTHORISED", (await again.Returning(one).SubmitAsync(Say.Buy(0, 1, "5", "10"))).Answer.Reason);
        Assert.Equal("", (await again.Returning(other).SubmitAsync(Say.Buy(0, 1, "5", "10"))).Answer.Reason);
    }

    [Fact]
    public async Task OperatorToken_Revoked_IsReplacedWhenTheGatewayStarts()
    {
        using var directory = new TemporaryDirectory();
        string before;
        await using (var gateway = await TestGateway.StartAsync(directory.Path))
        {
            before = gateway.Operator.Token!;
            await gateway.Operator.Accounts.RevokeTokenAsync(new() { Number = 0 }, gateway.Operator.Options);
        }

        await using var again = await TestGateway.StartAsync(directory.Path);

        Assert.NotEqual(before, again.Operator.Token);
        Assert.Equal(again.Operator.Token, DataDirectory.ReadOperatorToken(directory.Path));
        var tokens = (await again.Operator.Accounts.ListTokensAsync(new(), again.Operator.Options)).Tokens;
        Assert.Equal([(Role.Operator, true), (Role.Operator, false)], tokens.Select(token => (token.Role, token.Revoked)));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("operator", false)]
    [InlineData("A", true)]
    public async Task Block_NeitherOneNorAll_IsRefused(string account, bool all)
    {
        await using var gateway = await TestGateway.StartLitAsync();
        await gateway.DefineTraderAsync("A");
        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
            await gateway.Operator.Accounts.BlockAsync(new() { Account = account, All = all }, gateway.Operator.Options));
        Assert.Equal(StatusCode.InvalidArgument, failure.StatusCode);
    }

    private static async Task<IssueTokenResponse> IssueAsync(
        TestGateway gateway, Role role, string account = "", string expires = "") =>
        await gateway.Operator.Accounts.IssueTokenAsync(
            new() { Role = role, Account = account, Expires = expires }, gateway.Operator.Options);
}
