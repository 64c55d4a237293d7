using System.Diagnostics;
using Exchange.Sdk;

namespace Exchange.Load;

/// <summary>
/// Instructions of which each makes one public update: orders that come to rest and are cancelled a thousand later. So an
/// update's sequence says which instruction it came of, and when that was due.
/// </summary>
internal sealed class FanOutFlow
{
    private const int LiveOrders = 1000;
    private const int Prices = 50;

    private readonly int _rate;
    private readonly long[] _due;

    /// <param name="count">How many instructions.</param>
    /// <param name="rate">How many a second; 0: as fast as they are answered.</param>
    public FanOutFlow(int count, int rate)
    {
        _rate = rate;
        _due = new long[count];
    }

    public int Count => _due.Length;

    /// <summary>Sends all, and waits for the answers.</summary>
    public async Task SendAsync(TradingSession session, string market)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < Count; i++)
        {
            _due[i] = _rate == 0 ? Stopwatch.GetTimestamp() : start + (i * Stopwatch.Frequency / _rate);
            while (Stopwatch.GetTimestamp() < _due[i])
            {
                await Task.Delay(1);
            }
            await session.SendAsync(NextInstruction(market, i));
        }
        await session.CloseAsync();
    }

    /// <summary>How long ago the instruction was due that an update came of, in nanoseconds.</summary>
    public long AgeNs(ulong sequence) =>
        (long)Stopwatch.GetElapsedTime(Volatile.Read(ref _due[sequence - 1])).TotalNanoseconds;

    // The first thousand rest; then one is cancelled and one comes to rest in turn.
    private static Instruction NextInstruction(string market, int i)
    {
        if (i >= LiveOrders && (i - LiveOrders) % 2 == 0)
        {
            return new CancelOrder(market, (ulong)(1 + ((i - LiveOrders) / 2)));
        }
        var id = i < LiveOrders ? i + 1 : LiveOrders + 1 + ((i - LiveOrders) / 2);
        return new SubmitBid(market, new LimitOrder(Side.Buy, 1, 1 + (id * 7 % Prices))) { Id = (ulong)id };
    }
}
