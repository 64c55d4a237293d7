using Exchange.Sdk.Internal;

namespace Exchange.Sdk;

/// <summary>
/// A place in the queue of a price, as the public knows it. An order that goes to the end of a queue, as an iceberg does with every
/// slice, is gone, and there is another.
/// </summary>
/// <param name="Number">Counts the market's places: at one price a lower number has priority.</param>
/// <param name="Side">The side.</param>
/// <param name="Price">The price.</param>
/// <param name="Quantity">What is displayed; zero: it is gone.</param>
public readonly record struct PublicOrder(ulong Number, Side Side, decimal Price, decimal Quantity)
{
    internal static IReadOnlyList<PublicOrder>? Read(V1.PublicOrders? message) => message is null
        ? null
        : [.. message.Orders.Select(order => new PublicOrder(
            order.Number, (Side)order.Side, DecimalText.Read(order.Price), DecimalText.Read(order.Quantity)))];

    internal static IReadOnlyList<PublicOrder>? Read(V1.LevelChanged level) => level.Orders is null
        ? null
        : [.. level.Orders.Orders.Select(order => new PublicOrder(
            order.Number, (Side)level.Side, DecimalText.Read(level.Price), DecimalText.Read(order.Quantity)))];
}
