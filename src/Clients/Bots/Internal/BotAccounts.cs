using Exchange.Sdk;

namespace Exchange.Bots.Internal;

/// <summary>Makes accounts for bots, with names that no other fleet has. Safe for concurrent use.</summary>
internal sealed class BotAccounts
{
    /// <summary>Enough units for markets that let nobody go short.</summary>
    public const decimal ManyUnits = 100_000;

    // Enough for markets that let nobody go negative.
    private const decimal Cash = 1_000_000;

    private readonly AccountsClient _accounts;
    private readonly string _fleet = Guid.NewGuid().ToString("N")[..6];
    private int _count;

    public BotAccounts(AccountsClient accounts) => _accounts = accounts;

    /// <summary>Defines one more account; its token.</summary>
    /// <param name="strategy">The strategy's name.</param>
    /// <param name="instrument">What it trades.</param>
    /// <param name="units">How much of it it has.</param>
    /// <param name="capacity">Its holding capacity; null: none.</param>
    /// <param name="groups">The groups it is in.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public async Task<string> AddAsync(
        string strategy,
        string instrument,
        decimal units,
        decimal? capacity,
        IReadOnlyList<string> groups,
        CancellationToken cancellation)
    {
        var id = $"{strategy}-{_fleet}-{Interlocked.Increment(ref _count)}";
        await _accounts.DefineAsync(
            id, Cash, new Dictionary<string, decimal> { [instrument] = units }, capacity, groups, cancellation: cancellation);
        return await _accounts.IssueTraderTokenAsync(id, cancellation);
    }
}
