using Exchange.Sdk.Economies;
using Exchange.Sdk.Internal;
using Case = Exchange.V1.SigmaModel.ModelOneofCase;

namespace Exchange.Sdk;

/// <summary>
/// What a market supposes of its traders' values where its tax follows from it: a unit is worth α times the trader's signal and
/// β times a mean of signals, less μ for every unit it has bought.
/// </summary>
/// <param name="Alpha">α, above zero.</param>
/// <param name="Beta">β, not negative.</param>
/// <param name="Mu">μ, above zero; the greatest, where traders differ.</param>
public sealed record SignalModel(decimal Alpha, decimal Beta, decimal Mu);

/// <summary>
/// What a conditional auction (Andreyanov and Sadzik 2021, Definition 3) states before bids open. Its traders' best bids depend
/// on σ, the slope of the quadratic tax; <see cref="Economies"/> has them.
/// </summary>
public sealed record ConditionalAuction
{
    private readonly V1.ConditionalAuction _rule;

    private ConditionalAuction(V1.ConditionalAuction rule) => _rule = rule;

    /// <summary>N, from which σ follows where it is not a number; null: σ is a number, or N is how many bid.</summary>
    public int? Traders { get; private init; }

    /// <summary>What the market supposes of its traders' values; null: nothing, or bounds alone.</summary>
    public SignalModel? Model { get; private init; }

    /// <summary>Whether a clearing tells the public what every group bought: <see cref="GroupSum"/>.</summary>
    public bool ShowsGroupSums { get; private init; }

    /// <summary>σ in a clearing of so many bids, in price per unit; null: there is none for so few.</summary>
    /// <param name="bids">How many bid; of no matter where N or σ is stated.</param>
    public decimal? SigmaFor(int bids)
    {
        var count = Traders ?? bids;
        return (_rule.SigmaModel?.ModelCase, Model) switch
        {
            (Case.Fundamental, { } model) => TaxSlope.Fundamental(model.Alpha, model.Beta, model.Mu, count),
            (Case.Group, { } model) => TaxSlope.Groups(model.Alpha, model.Beta, model.Mu, count),
            (Case.Bounds, _) => TaxSlope.FromBounds(
                DecimalText.Read(_rule.SigmaModel.Bounds.OwnEffect),
                DecimalText.Read(_rule.SigmaModel.Bounds.PairwiseEffect),
                DecimalText.Read(_rule.SigmaModel.Bounds.Steepest),
                count),
            _ => DecimalText.Read(_rule.Sigma),
        };
    }

    internal static ConditionalAuction Read(V1.ConditionalAuction rule, bool showsGroupSums) => new(rule)
    {
        Traders = rule.SigmaModel is { Traders.Length: > 0 } model ? (int)DecimalText.Read(model.Traders) : null,
        Model = rule.SigmaModel?.ModelCase switch
        {
            Case.Fundamental => Read(rule.SigmaModel.Fundamental),
            Case.Group => Read(rule.SigmaModel.Group),
            _ => null,
        },
        ShowsGroupSums = showsGroupSums,
    };

    private static SignalModel Read(V1.SignalModel model) =>
        new(DecimalText.Read(model.Alpha), DecimalText.Read(model.Beta), DecimalText.Read(model.Mu));
}
