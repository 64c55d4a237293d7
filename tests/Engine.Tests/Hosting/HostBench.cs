using Exchange.Engine.Bids;
using Exchange.Engine.Hosting;
using Exchange.Engine.Journal;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Tests.Journal;
using Exchange.Engine.Tests.Kernel;

namespace Exchange.Engine.Tests.Hosting;

/// <summary>A host on the bench, with a market and some accounts, on a simulated disk with hooks.</summary>
internal sealed class HostBench : IDisposable
{
    /// <summary>Turns a hang into a failure; nothing else depends on time.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public const int Accounts = 8;

    private static readonly HostOptions WithoutSnapshots = new() { SnapshotEvery = 0 };

    private HostBench(JournalStorage? storage, Durability durability, int slots, Clock? clock, HostOptions? options)
    {
        Storage = new HookedStorage(storage ?? new SimulatedDisk());
        Host = ExchangeHost.Open(
            (options ?? WithoutSnapshots) with
            {
                Storage = Storage,
                Durability = durability,
                InputSlots = slots,
                OutputSlots = slots,
                Clock = clock ?? Clock,
                Failed = Failures.Add,
                Warned = Warnings.Add,
            },
            Consumer);
    }

    public ExchangeHost Host { get; }

    public HookedStorage Storage { get; }

    public RecordingConsumer Consumer { get; } = new();

    public TestClock Clock { get; } = new();

    public List<Exception> Failures { get; } = [];

    public List<string> Warnings { get; } = [];

    /// <summary>A started host with a market (number 0) and accounts (1 and up).</summary>
    public static HostBench Start(
        Durability durability = Durability.Sync,
        int slots = 1 << 12,
        Disclosure? disclosure = null,
        JournalStorage? storage = null,
        Clock? clock = null,
        HostOptions? options = null)
    {
        var bench = new HostBench(storage, durability, slots, clock, options);
        bench.Host.Start();
        bench.Publish((record, header) => Commands.DefineMarket(record, header, KernelBench.Definition("book", disclosure)));
        for (var account = 1; account <= Accounts; account++)
        {
            var definition = new AccountDefinition($"A{account}", Holdings.Nothing, [], default);
            bench.Publish((record, header) => Commands.DefineAccount(record, header, definition));
        }
        bench.Consumer.Await(released => released.Kind == EventKind.AccountDefined, Accounts);
        return bench;
    }

    /// <summary>A host that has recovered and not been started.</summary>
    public static HostBench Recover(JournalStorage storage, Clock? clock = null, HostOptions? options = null) =>
        new(storage, Durability.Sync, 1 << 12, clock, options);

    /// <summary>Publishes, waiting for room as no server would.</summary>
    public long Publish(Func<byte[], CommandHeader, int> write, CommandHeader header = default)
    {
        var record = new byte[Commands.MaxLength];
        var length = write(record, header);
        long place = -1;
        Assert.True(SpinWait.SpinUntil(() => Host.Input.TryPublish(record.AsSpan(0, length), out place), Patience), "the ring stays full");
        return place;
    }

    /// <summary>An order that is answered to session 1 of the account, under its number.</summary>
    public bool TryOrder(int account, ulong number, Side side = Side.Buy, int price = 100) =>
        Host.Input.TryPublish(Order(account, number, side, price), out _);

    public void PublishOrder(int account, ulong number, Side side = Side.Buy, int price = 100) =>
        Assert.True(SpinWait.SpinUntil(() => TryOrder(account, number, side, price), Patience), "the ring stays full");

    public static byte[] Order(int account, ulong number, Side side, int price)
    {
        var record = new byte[Commands.OrderLength];
        var header = new CommandHeader { Account = account, Session = 1, Number = number };
        Commands.SubmitOrder(record, header, number, Engine.Bids.Order.Limit(side, new(1), new(price), TimeInForce.GoodTillCancelled));
        return record;
    }

    public void AwaitAnswers(int count) => Consumer.Await(released => released.Kind == EventKind.Answered, count);

    /// <summary>Stops the host; the hash of its state is that of its journal.</summary>
    public JournalAudit StopAndAudit()
    {
        Host.Dispose();
        Assert.Empty(Failures);
        var audit = JournalAudit.Run(Storage);
        Assert.Null(audit.Summary.Damage);
        Assert.Empty(audit.SnapshotProblems);
        Assert.Equal(audit.StateHash, Host.StateHash());
        return audit;
    }

    public void Dispose()
    {
        Consumer.Open.Set();
        Host.Dispose();
    }
}
