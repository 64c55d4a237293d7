using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Mechanisms;

/// <summary>
/// The bid q(p) = intercept − slope·(p − μ), cut off where it wants less than the least or more than the most, in units. Ticks
/// and lots are of the same grain, so that the slope is that of lots in ticks too.
/// </summary>
internal sealed record DemandLine(double Intercept, double Slope)
{
    /// <summary>The ticks and the lots of a unit.</summary>
    public const double Grain = 1e6;

    // A schedule reaches so many ticks to either side of μ. With a slope of few binary digits its ends are whole lots, and
    // the schedule is the line itself and not one beside it.
    private const double Reach = 1 << 26;

    public double Least { get; init; } = double.NegativeInfinity;

    public double Most { get; init; } = double.PositiveInfinity;

    public static double Units(long lots) => lots / Grain;

    public static double Currency(Cash cash) => (double)cash.Atoms * 1e-12;

    /// <summary>The nearest number of whole lots.</summary>
    public static double ToGrain(double units) => Math.Round(units * Grain) / Grain;

    /// <summary>A schedule of two points, for it is constant beyond them.</summary>
    public SchedulePoint[] Points(double payoffMean) => [PointTowards(-Reach, payoffMean), PointTowards(Reach, payoffMean)];

    /// <summary>The point at an end of the reach, or where the line is cut off on the way.</summary>
    private SchedulePoint PointTowards(double end, double payoffMean)
    {
        var intercept = Math.Round(Intercept * Grain);
        var lots = Math.Clamp(intercept - (Slope * end), Least * Grain, Most * Grain);
        var offset = Slope == 0 ? end : Math.Clamp((intercept - lots) / Slope, -Reach, Reach);
        return new(new((long)Math.Round((payoffMean * Grain) + offset)), new((long)Math.Round(lots)));
    }
}
