using Exchange.Sdk.Internal;

namespace Exchange.Sdk;

/// <summary>One price and what is open there.</summary>
/// <param name="Price">The price.</param>
/// <param name="Quantity">The sum of the open quantities shown, above zero.</param>
public readonly record struct PriceLevel(decimal Price, decimal Quantity)
{
    internal static PriceLevel? Read(V1.PriceLevel? level) =>
        level is null ? null : new(DecimalText.Read(level.Price), DecimalText.Read(level.Quantity));
}

/// <summary>A public change of a market. Immutable.</summary>
/// <param name="Market">The market's id.</param>
/// <param name="Sequence">Counts the market's public updates without a gap.</param>
public abstract record MarketUpdate(string Market, ulong Sequence)
{
    /// <summary>What became of the market's trades so far, where it is told with this update; null before the first trade.</summary>
    public MarketStatistics? Statistics { get; init; }

    /// <summary>Reads an update that is not a snapshot.</summary>
    internal static MarketUpdate Read(V1.MarketUpdate message) => message.UpdateCase switch
    {
        V1.MarketUpdate.UpdateOneofCase.Level => new LevelChanged(
            message.Market,
            message.Sequence,
            (Side)message.Level.Side,
            DecimalText.Read(message.Level.Price),
            DecimalText.Read(message.Level.Quantity))
        {
            Orders = PublicOrder.Read(message.Level),
        },
        V1.MarketUpdate.UpdateOneofCase.Top => new TopChanged(
            message.Market, message.Sequence, PriceLevel.Read(message.Top.Bid), PriceLevel.Read(message.Top.Ask)),
        V1.MarketUpdate.UpdateOneofCase.Event when EventReading.Read(message.Event) is { } told =>
            new MarketEvent(message.Market, message.Sequence, told) { Statistics = MarketStatistics.Read(message.Statistics) },
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

    /// <summary>How many levels the exchange says there are; null where it does not say.</summary>
    public int? LevelCount { get; init; }

    /// <summary>
    /// The orders by number, in <see cref="MarketDetail.Orders"/> of a market that discloses them, where there are no levels; else null.
    /// </summary>
    public IReadOnlyList<PublicOrder>? Orders { get; init; }

    internal static IReadOnlyList<PriceLevel> Read(IEnumerable<V1.PriceLevel>? levels) =>
        [.. (levels ?? []).Select(level => new PriceLevel(DecimalText.Read(level.Price), DecimalText.Read(level.Quantity)))];
}

/// <summary>
/// What has changed since an update, told together because this subscriber read too slowly to be told all: of every level what it is
/// now. Stands for all updates after <paramref name="Since"/>.
/// </summary>
/// <param name="Market">The market's id.</param>
/// <param name="Sequence">That of the last update that this contains.</param>
/// <param name="Since">The sequence of the last update before.</param>
/// <param name="Bids">The levels that have changed, best first; those with quantity zero are gone.</param>
/// <param name="Asks">The levels that have changed, best first; those with quantity zero are gone.</param>
/// <param name="Phase">The market's phase.</param>
public sealed record ChangesTogether(
    string Market,
    ulong Sequence,
    ulong Since,
    IReadOnlyList<PriceLevel> Bids,
    IReadOnlyList<PriceLevel> Asks,
    MarketPhase Phase)
    : MarketUpdate(Market, Sequence)
{
    /// <summary>Of a market that draws lots: the commitment to its next draw, in hex; else empty.</summary>
    public string Commitment { get; init; } = "";

    /// <summary>The public events among the updates, the latest of them when there were many.</summary>
    public IReadOnlyList<Event> Events { get; init; } = [];

    /// <summary>How many earlier events are not told any more.</summary>
    public ulong Missed { get; init; }

    /// <summary>How many levels the exchange says there are now.</summary>
    public int? LevelCount { get; init; }

    /// <summary>
    /// The orders that have changed, in <see cref="MarketDetail.Orders"/> of a market that discloses them, where there are no levels; those
    /// with quantity zero are gone; else null.
    /// </summary>
    public IReadOnlyList<PublicOrder>? Orders { get; init; }
}

/// <summary>The best prices have changed: told to who subscribes to <see cref="MarketDetail.Top"/>.</summary>
/// <param name="Market">The market's id.</param>
/// <param name="Sequence">The update's sequence.</param>
/// <param name="Bid">The highest bid; null without one.</param>
/// <param name="Ask">The lowest ask; null without one.</param>
public sealed record TopChanged(string Market, ulong Sequence, PriceLevel? Bid, PriceLevel? Ask) : MarketUpdate(Market, Sequence);

/// <summary>A price level has a new quantity.</summary>
/// <param name="Market">The market's id.</param>
/// <param name="Sequence">The update's sequence.</param>
/// <param name="Side">The book's side.</param>
/// <param name="Price">The level.</param>
/// <param name="Quantity">Its quantity; zero: the level is gone.</param>
public sealed record LevelChanged(string Market, ulong Sequence, Side Side, decimal Price, decimal Quantity)
    : MarketUpdate(Market, Sequence)
{
    /// <summary>
    /// The changes of its orders, one after the other, in <see cref="MarketDetail.Orders"/> of a market that discloses them; else null.
    /// </summary>
    public IReadOnlyList<PublicOrder>? Orders { get; init; }
}

/// <summary>A public event: a print, a phase, a clearing, an indicative price, a seed.</summary>
/// <param name="Market">The market's id.</param>
/// <param name="Sequence">The update's sequence.</param>
/// <param name="Event">What happened.</param>
public sealed record MarketEvent(string Market, ulong Sequence, Event Event) : MarketUpdate(Market, Sequence);

/// <summary>An update of a kind that this version does not know. It counts all the same.</summary>
internal sealed record UnknownUpdate(string Market, ulong Sequence) : MarketUpdate(Market, Sequence);
