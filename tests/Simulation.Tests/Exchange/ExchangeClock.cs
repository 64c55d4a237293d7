using Exchange.Engine.Hosting;
using Exchange.Engine.Numerics;
using Exchange.Simulation.Tests.World;

namespace Exchange.Simulation.Tests.Exchange;

/// <summary>The time of day of one machine, which need not be that of the one before.</summary>
internal sealed class ExchangeClock(VirtualWorld world, long skewNs) : Clock
{
    private const long BeginningNs = 1_700_000_000L * 1_000_000_000;

    public override Timestamp Now
    {
        get
        {
            world.AssertThread();
            return new(BeginningNs + world.NowNs + skewNs);
        }
    }

    /// <summary>When in the world it is so late here.</summary>
    public long WorldNsOf(Timestamp time) =>
        time == Timestamp.Never ? long.MaxValue : time.Nanoseconds - BeginningNs - skewNs;
}
