namespace Exchange.Gateway.Exports;

/// <summary>How the message and order-book pairs of an export are laid out.</summary>
public sealed record ExportOptions
{
    /// <summary>The price levels of each side in a row of an order-book file; above zero.</summary>
    public int Levels { get; init; } = 10;

    /// <summary>What prices are multiplied by to be whole numbers; above zero.</summary>
    public long PriceScale { get; init; } = 10_000;
}
