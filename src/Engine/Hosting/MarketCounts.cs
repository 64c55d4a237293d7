using Exchange.Engine.Bids;
using Exchange.Engine.Kernel;

namespace Exchange.Engine.Hosting;

/// <summary>What has happened in a market since the host started. The kernel's thread counts; any thread reads.</summary>
internal sealed class MarketCounts
{
    /// <summary>What commands are counted by.</summary>
    public static readonly CommandKind[] Kinds = Enum.GetValues<CommandKind>();

    /// <summary>What rejects are counted by.</summary>
    public static readonly Reason[] Reasons = Enum.GetValues<Reason>();

    private readonly long[] _commands = new long[byte.MaxValue + 1];
    private readonly long[] _rejects = new long[byte.MaxValue + 1];
    private long _trades;
    private long _lots;

    public long Trades => Volatile.Read(ref _trades);

    public long Lots => Volatile.Read(ref _lots);

    public long CommandsOf(CommandKind kind) => Volatile.Read(ref _commands[(byte)kind]);

    public long RejectsFor(Reason reason) => Volatile.Read(ref _rejects[(byte)reason]);

    public void AddCommand(CommandKind kind) => Add(ref _commands[(byte)kind], 1);

    public void AddReject(Reason reason) => Add(ref _rejects[(byte)reason], 1);

    public void AddTrade(long lots)
    {
        Add(ref _trades, 1);
        Add(ref _lots, lots);
    }

    // One thread adds: a store will do, where a thread among several would need an interlocked addition.
    private static void Add(ref long count, long more) => Volatile.Write(ref count, count + more);
}
