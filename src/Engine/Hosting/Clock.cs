using Exchange.Engine.Numerics;

namespace Exchange.Engine.Hosting;

/// <summary>Where the host takes the time from that it stamps on commands. Any thread may ask.</summary>
public abstract class Clock
{
    /// <summary>The time of day, which never goes back.</summary>
    public static Clock System { get; } = new SystemClock();

    /// <summary>The time now.</summary>
    public abstract Timestamp Now { get; }

    // The one place in the engine that looks at a clock: the kernel is only told what it said.
#pragma warning disable RS0030
    private sealed class SystemClock : Clock
    {
        private readonly long _originNs = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100;
        private readonly long _origin = global::System.Diagnostics.Stopwatch.GetTimestamp();
        private readonly long _nsPerTick = 1_000_000_000 / global::System.Diagnostics.Stopwatch.Frequency;

        public override Timestamp Now =>
            new(_originNs + ((global::System.Diagnostics.Stopwatch.GetTimestamp() - _origin) * _nsPerTick));
    }
#pragma warning restore RS0030
}
