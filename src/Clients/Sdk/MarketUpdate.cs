using Exchange.Sdk.Internal;

namespace Exchange.Sdk;

/// <summary>One price and what is open there.</summary>
/// <param name="Price">The price.</param>
/// <param name="Quantity">The sum of the open quantities shown, above zero.</param>
public readonly record struct PriceLevel(decimal Price, decimal Quantity);

/// <summary>A public change of a market. Immutable.</summary>
/// <param name="Market">The market's id.</param>
/// <param name="Sequence">Counts the market's public updates without a gap.</param>
public abstract record MarketUpdate(string Market, ulong Sequence)
{
    internal static MarketUpdate Read(V1.MarketUpdate message) => message.UpdateCase switch
    {
        V1.MarketUpdate.UpdateOneofCase.Snapshot => new BookSnapshot(
            message.Market,
            message.Sequence,
            BookSnapshot.Read(message.Snapshot.Depth?.Bids),
            BookSnapshot.Read(message.Snapshot.Depth?.Asks),
            (MarketPhase)message.Snapshot.Phase)
        {
            Commitment = message.Snapshot.Commitment,
        },
        V1.MarketUpdate.UpdateOneofCase.Level => new LevelChanged(
            message.Market,
            message.Sequence,
            (Side)message.Level.Side,
            DecimalText.Read(message.Level.Price),
            DecimalText.Read(message.Level.Quantity)),
        V1.MarketUpdate.UpdateOneofCase.Event when EventReading.Read(message.Event) is { } told =>
            new MarketEvent(message.Market, message.Sequence, told),
        _ => new UnknownUpdate(message.Market, message.Sequence),
    };
}

/// <summary>
/// The whole book, as far as the market discloses it: the start of a subscription. The bids of a session market are sealed;
/// its book is empty.
/// </summary>
/// <param name="Market">The market's id.</param>
/// <param name="Sequence">That of the last update the snapshot contains.</param>
/// <param name="Bids">Best first.</param>
/// <param name="Asks">Best first.</param>
/// <param name="Phase">The market's phase.</param>
public sealed record BookSnapshot(
    string Market, ulong Sequence, IReadOnlyList<PriceLevel> Bids, IReadOnlyList<PriceLevel> Asks, MarketPhase Phase)
    : MarketUpdate(Market, Sequence)
{
    /// <summary>Of a market that draws lots: the commitment to its next draw, in hex; else empty.</summary>
    public string Commitment { get; init; } = "";

    internal static IReadOnlyList<PriceLevel> Read(IEnumerable<V1.PriceLevel>? levels) =>
        [.. (levels ?? []).Select(level => new PriceLevel(DecimalText.Read(level.Price), DecimalText.Read(level.Quantity)))];
}

/// <summary>A price level has a new quantity.</summary>
/// <param name="Market">The market's id.</param>
/// <param name="Sequence">The update's sequence.</param>
/// <param name="Side">The book's side.</param>
/// <param name="Price">The level.</param>
/// <param name="Quantity">Its quantity; zero: the level is gone.</param>
public sealed record LevelChanged(string Market, ulong Sequence, Side Side, decimal Price, decimal Quantity)
    : MarketUpdate(Market, Sequence);

/// <summary>A public event: a print, a phase, a clearing, an indicative price, a seed.</summary>
/// <param name="Market">The market's id.</param>
/// <param name="Sequence">The update's sequence.</param>
/// <param name="Event">What happened.</param>
public sealed record MarketEvent(string Market, ulong Sequence, Event Event) : MarketUpdate(Market, Sequence);

/// <summary>An update of a kind that this version does not know. It counts all the same.</summary>
internal sealed record UnknownUpdate(string Market, ulong Sequence) : MarketUpdate(Market, Sequence);
