using Exchange.Engine.Bids;
using Exchange.Engine.Hosting;
using Exchange.Engine.Journal;
using Exchange.Engine.Kernel;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Exchange.Engine.Tests.Hosting;

/// <summary>The engine's threads, each measured from inside: in steady state none of them allocates a byte.</summary>
public class HostAllocationTests
{
    private const int WarmUp = 140_000;
    private const int Measured = 40_000;

    // A collection that another test causes can charge a thread with what it did not allocate: the least of several counts.
    private const int Rounds = 6;

    [Theory]
    [InlineData(Durability.Sync, false)]
    [InlineData(Durability.Async, false)]
    [InlineData(Durability.Sync, true)]
    public void Host_SteadyState_AllocatesNothingOnItsThreads(Durability durability, bool isWatched)
    {
        using var watch = isWatched ? new MetricsWatch() : null;
        var directory = Directory.CreateTempSubdirectory("exchange-");
        try
        {
            var (kernel, journal, release) = (new Meter("kernel"), new Meter("journal"), new Meter("release"));
            var clock = new TestClock { KernelLooks = kernel.Read };
            var storage = new HookedStorage(new DirectoryStorage(directory.FullName)) { Writing = journal.Read };
            var consumer = new MeteredConsumer(release);
            using var host = ExchangeHost.Open(new() { Storage = storage, Durability = durability, Clock = clock, Meter = watch?.Meter }, consumer);
            host.Start();
            Define(host);

            // The log of answers has reached its limit, and the book and the buffers their sizes.
            Run(host, consumer, clock, 1, WarmUp);
            Meter[] meters = [kernel, journal, release];
            var least = Array.ConvertAll(meters, _ => long.MaxValue);
            for (var round = 0; round < Rounds && least.Any(bytes => bytes > 0); round++)
            {
                var before = Array.ConvertAll(meters, meter => meter.Bytes);
                Run(host, consumer, clock, (ulong)(WarmUp + (round * Measured) + 1), Measured);
                least = [.. meters.Select((meter, i) => Math.Min(least[i], meter.Bytes - before[i]))];
            }

            Assert.All(meters, meter => Assert.NotEqual(0, meter.Bytes));
            Assert.All(least, bytes => Assert.Equal(0, bytes));
            watch?.AssertSeen();
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    /// <summary>Pairs of orders that trade and pairs of an order and its cancellation, and waits for the last answer.</summary>
    private static void Run(ExchangeHost host, MeteredConsumer consumer, TestClock clock, ulong first, int count)
    {
        var record = new byte[Commands.OrderLength];
        for (var number = first; number < first + (ulong)count; number++)
        {
            var header = new CommandHeader { Account = (int)(number % 2) + 1, Session = 1, Number = number };
            _ = (number % 4) switch
            {
                0 => Commands.SubmitOrder(record, header, number, Limit(Side.Buy, 100)),
                1 => Commands.SubmitOrder(record, header, number, Limit(Side.Sell, 100)),
                2 => Commands.SubmitOrder(record, header, number, Limit(Side.Buy, 90)),
                _ => Commands.CancelAllOrders(record, header with { Account = 1 }),
            };
            while (!host.Input.TryPublish(record.AsSpan(0, CommandHeader.Of(record).Length), out _))
            {
                Thread.Yield();
            }
        }
        var last = first + (ulong)count - 1;
        Assert.True(SpinWait.SpinUntil(() => consumer.LastAnswered == last, HostBench.Patience));
        clock.AwaitIdleKernel();
    }

    private static Order Limit(Side side, int price) =>
        Order.Limit(side, new(1), new(price), TimeInForce.GoodTillCancelled);

    private static void Define(ExchangeHost host)
    {
        var record = new byte[Commands.MaxLength];
        var market = Kernel.KernelBench.Definition("book", Engine.Markets.Disclosure.Lit);
        Assert.True(host.Input.TryPublish(record.AsSpan(0, Commands.DefineMarket(record, default, market)), out _));
        foreach (var id in new[] { "A", "B" })
        {
            var account = new AccountDefinition(id, Holdings.Nothing, [], default);
            Assert.True(host.Input.TryPublish(record.AsSpan(0, Commands.DefineAccount(record, default, account)), out _));
        }
    }

    /// <summary>What a thread has allocated in all, as it last said itself.</summary>
    private sealed class Meter(string thread)
    {
        private long _bytes;

        public long Bytes => Volatile.Read(ref _bytes);

        /// <summary>Reads on the thread it is for; others, such as the one that prepares segments, come by too.</summary>
        public void Read()
        {
            if (Thread.CurrentThread.Name == thread)
            {
                Volatile.Write(ref _bytes, GC.GetAllocatedBytesForCurrentThread());
            }
        }
    }

    /// <summary>The host's metrics, taken in as an exporter takes them in.</summary>
    private sealed class MetricsWatch : IDisposable
    {
        private readonly List<Metric> _metrics = [];
        private readonly MeterProvider _provider;

        public MetricsWatch() => _provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter(Meter.Name)
            .AddReader(new BaseExportingMetricReader(new Kept(_metrics)))
            .Build();

        public System.Diagnostics.Metrics.Meter Meter { get; } = new($"host {Guid.NewGuid()}");

        public void AssertSeen()
        {
            Assert.True(_provider.ForceFlush());
            Assert.Contains(_metrics, metric => metric.Name == "exchange.commands");
            Assert.Contains(_metrics, metric => metric.Name == "exchange.journal.commit.duration");
            Assert.Contains(_metrics, metric => metric.Name == "exchange.release.latency");
        }

        public void Dispose()
        {
            _provider.Dispose();
            Meter.Dispose();
        }

        private sealed class Kept(List<Metric> metrics) : BaseExporter<Metric>
        {
            public override ExportResult Export(in Batch<Metric> batch)
            {
                foreach (var metric in batch)
                {
                    metrics.Add(metric);
                }
                return ExportResult.Success;
            }
        }
    }

    private sealed class MeteredConsumer(Meter meter) : IEventConsumer
    {
        private ulong _lastAnswered;

        public ulong LastAnswered => Volatile.Read(ref _lastAnswered);

        public void OnEvent(in Event released)
        {
            meter.Read();
            if (released.Kind == EventKind.Answered)
            {
                Volatile.Write(ref _lastAnswered, released.Id);
            }
        }

        public void OnBatchEnd() => meter.Read();
    }
}
