using Exchange.Sdk;

namespace Exchange.Bots.Internal;

/// <summary>Makes accounts for bots, with names that no other fleet has. One caller at a time.</summary>
internal sealed class BotAccounts
{
    // Enough for markets that let nobody go short or negative.
    private const decimal Cash = 1_000_000;
    private const decimal Units = 100_000;

    private readonly AccountsClient _accounts;
    private readonly string _fleet = Guid.NewGuid().ToString("N")[..6];
    private int _count;

    public BotAccounts(AccountsClient accounts) => _accounts = accounts;

    /// <summary>Defines one more account; its token.</summary>
    public async Task<string> AddAsync(string strategy, string instrument, CancellationToken cancellation)
    {
        var id = $"{strategy}-{_fleet}-{++_count}";
        await _accounts.DefineAsync(id, Cash, new Dictionary<string, decimal> { [instrument] = Units }, cancellation);
        return await _accounts.IssueTraderTokenAsync(id, cancellation);
    }
}
