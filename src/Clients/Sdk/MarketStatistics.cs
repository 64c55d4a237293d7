using Exchange.Sdk.Internal;

namespace Exchange.Sdk;

/// <summary>The trades of a market since its definition, as far as the public has been told of them.</summary>
/// <param name="Open">The price of the first trade.</param>
/// <param name="High">The highest price.</param>
/// <param name="Low">The lowest price.</param>
/// <param name="Last">The price of the last trade.</param>
/// <param name="Volume">The quantity traded.</param>
/// <param name="Trades">How many, above zero; a clearing of a session market is one.</param>
public sealed record MarketStatistics(decimal Open, decimal High, decimal Low, decimal Last, decimal Volume, ulong Trades)
{
    internal static MarketStatistics? Read(V1.Statistics? message) => message is null ? null : new(
        DecimalText.Read(message.Open),
        DecimalText.Read(message.High),
        DecimalText.Read(message.Low),
        DecimalText.Read(message.Last),
        DecimalText.Read(message.Volume),
        message.Trades);
}
