using Exchange.Sdk;

namespace Exchange.Bots.Strategies;

/// <summary>
/// Bids for all its units at once, each at its value or cost, as one demand schedule with a step a unit. In a call auction with
/// many traders, none of whom moves the price much, there is little to gain from anything else.
/// </summary>
[Strategy("truthful", "bids its values and costs as a demand schedule, clearing by clearing")]
internal sealed class Truthful(BotSetup setup) : Bot(setup)
{
    protected override Quotes Decide() => new() { Sealed = new Schedule([.. Units!.Side == Side.Buy ? Demand() : Supply()]) };

    // With the price rising, the worst unit goes first.
    private IEnumerable<SchedulePoint> Demand() => Steps()
        .Reverse()
        .SelectMany(step => (SchedulePoint[])[new(step.Value, step.Upto), new(step.Value, step.Before)]);

    private IEnumerable<SchedulePoint> Supply() => Steps()
        .SelectMany(step => (SchedulePoint[])[new(step.Value, -step.Before), new(step.Value, -step.Upto)]);

    /// <summary>The units that are left, the best first, and what is wanted before and with each.</summary>
    private IEnumerable<(decimal Value, decimal Before, decimal Upto)> Steps()
    {
        var wanted = 0m;
        for (var unit = (int)(Units!.Traded / Units.UnitSize); unit < Units.Values.Count; unit++)
        {
            var before = wanted;
            wanted += wanted == 0 ? Units.Open : Units.UnitSize;
            yield return (Units.Values[unit], before, wanted);
        }
    }
}
