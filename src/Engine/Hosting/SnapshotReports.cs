using Exchange.Engine.Numerics;

namespace Exchange.Engine.Hosting;

/// <summary>Tells those who watch a host what becomes of its snapshots. Any thread.</summary>
internal sealed class SnapshotReports
{
    private readonly HostOptions _options;
    private readonly HostMetrics? _metrics;

    public SnapshotReports(HostOptions options, HostMetrics? metrics) => (_options, _metrics) = (options, metrics);

    /// <summary>The time at which a snapshot is begun.</summary>
    public Timestamp Begin() => _options.Clock.Now;

    /// <summary>A snapshot was written.</summary>
    /// <param name="sequence">The last command in it.</param>
    /// <param name="began">What <see cref="Begin"/> said.</param>
    public void Written(long sequence, Timestamp began)
    {
        var took = TimeSpan.FromMicroseconds((_options.Clock.Now.Nanoseconds - began.Nanoseconds) / 1000);
        _metrics?.SnapshotWritten(sequence, took);
        _options.SnapshotWritten?.Invoke(sequence, took);
    }

    /// <summary>None was, and why not.</summary>
    public void Failed(string warning)
    {
        _metrics?.SnapshotFailed();
        _options.Warned?.Invoke(warning);
    }
}
