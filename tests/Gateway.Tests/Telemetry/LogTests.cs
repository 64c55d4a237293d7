using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Exchange.Gateway.Tests.Telemetry;

public sealed class LogTests
{
    [Fact]
    public async Task Log_OfADay_SaysWhatMatters()
    {
        using var directory = new TemporaryDirectory();
        var log = new KeptLog();
        string url;
        await using (var gateway = await StartAsync(log, directory.Path))
        {
            url = gateway.Url.GetLeftPart(UriPartial.Authority);
            await gateway.DefineAsync("lit");
            await gateway.DefineTraderAsync("alice");
            await gateway.Operator.Accounts.BlockAsync(new() { Account = "alice" }, gateway.Operator.Options);
            await gateway.Operator.Accounts.UnblockAsync(new() { Account = "alice" }, gateway.Operator.Options);
            await gateway.Operator.Accounts.BlockAsync(new() { All = true }, gateway.Operator.Options);
            await gateway.Operator.Accounts.RevokeTokenAsync(new() { Number = 1 }, gateway.Operator.Options);
        }

        string[] expected =
        [
            "Recovered through command 0: 0 replayed, a torn tail of 0 bytes cut.",
            $"Listening at {url}.",
            "Issued token 1, Trader of alice, by token 0.",
            "Blocked alice, by token 0: its live orders are cancelled, and it may bring nothing more.",
            "Unblocked alice, by token 0.",
            "Blocked all accounts, by token 0: its live orders are cancelled, and it may bring nothing more.",
            "Revoked token 1, by token 0.",
            "Stopping.",
            "Stopped: all that was accepted is carried out.",
        ];
        Assert.Equal(expected, log.Lines.Where(line => line.Id is not (0 or 7 or 14) && line.Level >= LogLevel.Information).Select(line => line.Text));
        Assert.StartsWith("Wrote a snapshot of command ", Assert.Single(log.Texts(7)), StringComparison.Ordinal);
        Assert.Contains(log.Texts(14), text => text.StartsWith("exchange.v1.Accounts/Block ended with OK after ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AuthenticationFailures_InAFlood_AreOneLineASecondAtMost()
    {
        var log = new KeptLog();
        await using var gateway = await StartAsync(log, directory: null);
        var began = Environment.TickCount64;
        var nobody = gateway.Caller("a-token-of-nobody", "");
        for (var i = 0; i < 200; i++)
        {
            await Assert.ThrowsAsync<RpcException>(() => nobody.BalancesAsync());
        }

        var lines = log.Texts(9).ToArray();
        Assert.InRange(lines.Length, 1, 1 + ((Environment.TickCount64 - began) / 1000));
        Assert.StartsWith("Authentication failed: unknown, from 127.0.0.1;", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("; 1 since the last such line.", lines[0], StringComparison.Ordinal);
    }

    private static Task<TestGateway> StartAsync(KeptLog log, string? directory) => TestGateway.StartAsync(
        directory, with: options => options with { Logging = logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(log) });
}
