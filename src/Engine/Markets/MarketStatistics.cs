using System.Runtime.InteropServices;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Markets;

/// <summary>
/// What a market's trades were since its definition, by what the public was told of them: those of a dark market count when
/// their prints come due. Without a trade all is zero.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public struct MarketStatistics
{
    /// <summary>The price of the first trade.</summary>
    public Price Open;

    /// <summary>The highest price.</summary>
    public Price High;

    /// <summary>The lowest price.</summary>
    public Price Low;

    /// <summary>The price of the last trade.</summary>
    public Price Last;

    /// <summary>The sum traded; stays at the most that fits.</summary>
    public Quantity Volume;

    /// <summary>The number of trades; a clearing of a session market is one.</summary>
    public long Trades;

    /// <summary>Takes a trade in.</summary>
    public void Add(Price price, Quantity quantity) =>
        Add(new() { Open = price, High = price, Low = price, Last = price, Volume = quantity, Trades = 1 });

    /// <summary>Takes in what came after.</summary>
    public void Add(in MarketStatistics later)
    {
        if (later.Trades == 0)
        {
            return;
        }
        var isFirst = Trades == 0;
        Open = isFirst ? later.Open : Open;
        High = isFirst || later.High > High ? later.High : High;
        Low = isFirst || later.Low < Low ? later.Low : Low;
        Last = later.Last;
        Volume = new((long)Int128.Min(long.MaxValue, (Int128)Volume.Lots + later.Volume.Lots));
        Trades += later.Trades;
    }

    internal readonly void WriteState(StateWriter writer)
    {
        writer.Write(Open.Ticks);
        writer.Write(High.Ticks);
        writer.Write(Low.Ticks);
        writer.Write(Last.Ticks);
        writer.Write(Volume.Lots);
        writer.Write(Trades);
    }

    internal static MarketStatistics ReadState(StateReader reader) => new()
    {
        Open = reader.ReadPrice(),
        High = reader.ReadPrice(),
        Low = reader.ReadPrice(),
        Last = reader.ReadPrice(),
        Volume = new(reader.ReadInt64()),
        Trades = reader.ReadInt64(),
    };
}
