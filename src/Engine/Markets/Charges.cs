using Exchange.Engine.Markets.Charging;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Markets;

/// <summary>What is paid besides the price, to the operator's account.</summary>
/// <param name="MakerFeePerLot">For every lot a resting order trades; negative is a rebate.</param>
/// <param name="TakerFeePerLot">For every lot an arriving order trades; negative is a rebate.</param>
public sealed record Charges(Cash MakerFeePerLot, Cash TakerFeePerLot)
{
    /// <summary>The greatest magnitude of a fee per lot: 10⁶ of the currency.</summary>
    public static readonly Cash MaxFeePerLot = new(1_000_000_000_000_000_000);

    /// <summary>The most charges a clearing has.</summary>
    public const int MaxOnClearing = 8;

    /// <summary>Nothing.</summary>
    public static Charges None { get; } = new(Cash.Zero, Cash.Zero);

    /// <summary>What the bids of a session market owe when it clears. At most <see cref="MaxOnClearing"/>, one transaction fee among them.</summary>
    public IReadOnlyList<Charge> OnClearing { get; init; } = [];

    /// <summary>Whether the fees are within their range.</summary>
    public bool AreInRange => IsInRange(MakerFeePerLot) && IsInRange(TakerFeePerLot);

    private static bool IsInRange(Cash fee) => fee >= -MaxFeePerLot && fee <= MaxFeePerLot;
}
