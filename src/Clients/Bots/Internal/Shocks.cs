using Exchange.Sdk;

namespace Exchange.Bots.Internal;

/// <summary>
/// Shocks to inventories: at random times the operator moves a random quantity from one bot's account to another's, and both
/// are told. Nobody can foresee them, and together the bots hold as much as before. One period at a time.
/// </summary>
internal sealed class Shocks
{
    private readonly AccountsClient _accounts;
    private readonly Market _market;
    private readonly InducedInventories _inventories;
    private readonly Random _random;

    public Shocks(AccountsClient accounts, Market market, InducedInventories inventories, int seed) =>
        (_accounts, _market, _inventories, _random) = (accounts, market, inventories, new(seed));

    /// <summary>Shocks the bots until the end. What was begun is completed.</summary>
    public async Task RunAsync(IReadOnlyList<Participant> bots, CancellationToken end)
    {
        if (_inventories.ShocksPerSecond == 0 || bots.Count < 2)
        {
            return;
        }
        // Each is one to two of them.
        var mean = TimeSpan.FromSeconds(2 / (_inventories.ShocksPerSecond * bots.Count));
        while (true)
        {
            await Exponential.WaitAsync(mean, _random, end);
            if (end.IsCancellationRequested)
            {
                return;
            }
            var from = _random.Next(bots.Count);
            var to = (from + _random.Next(1, bots.Count)) % bots.Count;
            var quantity = _inventories.DrawShock(_market.LotSize, _random);
            await ShockAsync(bots[from], -quantity);
            await ShockAsync(bots[to], quantity);
        }
    }

    private async Task ShockAsync(Participant bot, decimal quantity)
    {
        var units = new Dictionary<string, decimal> { [_market.Instrument] = quantity };
        await _accounts.TransferAsync(bot.Account, cash: 0, units, CancellationToken.None);
        bot.Shock(quantity);
    }
}
