using Exchange.Engine.Bids;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Gateway.Mapping;

/// <summary>Reads and writes who sees what, when.</summary>
internal static class DisclosureMapping
{
    /// <summary>Reads the disclosure; absent is full depth and prints at once.</summary>
    public static Refusal TryRead(V1.Disclosure? message, out Disclosure disclosure)
    {
        disclosure = Disclosure.Lit;
        if (message is null)
        {
            return Refusal.None;
        }
        if (message.Depth is < V1.DepthDisclosure.Full or > V1.DepthDisclosure.None)
        {
            return Refusal.Malformed("depth is none of FULL, LEVELS, TOP, NONE");
        }
        var depth = (DepthDisclosure)message.Depth;
        if (depth == DepthDisclosure.Levels && message.Levels is 0 or > Disclosure.MaxLevels)
        {
            return new(Reason.OutOfRange, $"levels must be from 1 to {Disclosure.MaxLevels}");
        }
        if (message.Orders && depth != DepthDisclosure.Full)
        {
            return Refusal.Malformed("orders are disclosed only with the depth FULL");
        }
        var delayNs = 0L;
        var everyNs = Disclosure.DefaultIndicativeEveryNs;
        var refusal = message.PrintDelay.Length == 0
            ? Refusal.None
            : Decimals.TryReadDuration(message.PrintDelay, "printDelay", leastNs: 0, out delayNs);
        if (!refusal.IsRefused && message.IndicativeEvery.Length > 0)
        {
            refusal = Decimals.TryReadDuration(
                message.IndicativeEvery, "indicativeEvery", Disclosure.MinIndicativeEveryNs, out everyNs);
        }
        disclosure = new(depth, depth == DepthDisclosure.Levels ? (int)message.Levels : 0, delayNs)
        {
            IsIndicative = message.Indicative,
            IndicativeEveryNs = everyNs,
            ShowsGroupSums = message.GroupSums,
            ShowsOrders = message.Orders,
        };
        return refusal;
    }

    /// <summary>Writes the disclosure.</summary>
    public static V1.Disclosure Write(Disclosure disclosure) => new()
    {
        Depth = (V1.DepthDisclosure)disclosure.Depth,
        Levels = (uint)disclosure.Levels,
        PrintDelay = new Timestamp(disclosure.PrintDelayNs).ToString(),
        Indicative = disclosure.IsIndicative,
        IndicativeEvery = new Timestamp(disclosure.IndicativeEveryNs).ToString(),
        GroupSums = disclosure.ShowsGroupSums,
        Orders = disclosure.ShowsOrders,
    };
}
