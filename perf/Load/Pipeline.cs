using System.Diagnostics;
using System.Diagnostics.Metrics;
using Exchange.Engine.Hosting;
using Exchange.Engine.Journal;
using Exchange.Engine.Kernel;
using Exchange.Sdk;
using Event = Exchange.Engine.Kernel.Event;

namespace Exchange.Load;

/// <summary>A host with the market of a flow, whose journal, if there is one, is gone when it is disposed.</summary>
internal sealed class Pipeline : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("exchange-load-");
    private readonly ExchangeHost _host;

    /// <param name="durability">What an answer waits for; off: there is no journal.</param>
    /// <param name="wait">The wait strategy of both rings.</param>
    /// <param name="answers">Gets the events.</param>
    /// <param name="meter">Where the host makes its instruments; null: it counts nothing.</param>
    public Pipeline(string durability, string wait, Answers answers, Meter? meter = null)
    {
        var hasJournal = durability != "off";
        _host = ExchangeHost.Open(
            new()
            {
                Storage = hasJournal ? new DirectoryStorage(_directory.FullName) : null,
                Durability = hasJournal ? Enum.Parse<Durability>(durability, ignoreCase: true) : Durability.None,
                SnapshotEvery = 0,
                Meter = meter,
                WaitStrategy = WaitStrategies.Of(wait),
            },
            answers);
        _host.Start();
        CommandFlow.Define(record => Publish(record.Span));
    }

    /// <summary>Sequences a command as soon as there is room.</summary>
    public void Publish(ReadOnlySpan<byte> record)
    {
        while (!_host.Input.TryPublish(record, out _))
        {
            Thread.Yield();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _host.Dispose();
        _directory.Delete(recursive: true);
    }
}

/// <summary>Counts answers as they are released, and how long each took if there is a plan.</summary>
internal sealed class Answers : IEventConsumer
{
    private long _count;

    /// <summary>When commands are due.</summary>
    public Plan? Plan { get; set; }

    /// <summary>How long after they were due they were answered.</summary>
    public LatencyHistogram Latency { get; } = new();

    /// <summary>Waits until there are so many.</summary>
    public long Await(long count)
    {
        while (Volatile.Read(ref _count) < count)
        {
            Thread.Yield();
        }
        return count;
    }

    /// <inheritdoc/>
    public void OnEvent(in Event released)
    {
        if (released.Kind == EventKind.Answered)
        {
            if (Plan is not null)
            {
                Latency.Record(Plan.AgeNs(_count));
            }
            Volatile.Write(ref _count, _count + 1);
        }
    }

    /// <inheritdoc/>
    public void OnBatchEnd()
    {
    }
}

/// <summary>Single records made durable, one after the other, with nothing around the journal.</summary>
internal static class SyncAlone
{
    /// <summary>One run.</summary>
    public static Run Measure(int syncs, LatencyHistogram latency)
    {
        var directory = Directory.CreateTempSubdirectory("exchange-load-");
        try
        {
            var options = new JournalOptions { RulesVersion = ExchangeKernel.RulesVersion };
            using var writer = JournalWriter.Open(new DirectoryStorage(directory.FullName), options, (_, _) => { });
            var record = new byte[Commands.OrderLength];
            return Run.Time(syncs, () =>
            {
                for (var i = 0; i < syncs; i++)
                {
                    var start = Stopwatch.GetTimestamp();
                    writer.Append(record);
                    writer.Commit();
                    latency.Record(Ticks.NsSince(start));
                }
                return writer.DurableSequence;
            });
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
