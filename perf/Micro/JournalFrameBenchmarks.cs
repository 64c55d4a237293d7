using BenchmarkDotNet.Attributes;
using Exchange.Engine.Journal;
using Exchange.Engine.Kernel;

namespace Exchange.Micro;

/// <summary>Commands into a frame of the journal; the disk is <c>perf/Load pipeline</c>'s.</summary>
[MemoryDiagnoser]
public class JournalFrameBenchmarks
{
    private const int Records = 256;

    private readonly byte[] _record = new byte[Commands.OrderLength];
    private readonly FrameBuffer _frame = new(1 << 16);

    /// <summary>A frame is filled and sealed with its checksum; the time is that of a record.</summary>
    [Benchmark(OperationsPerInvoke = Records)]
    public int AppendAndSeal()
    {
        _frame.Clear();
        for (var i = 0; i < Records; i++)
        {
            _frame.Add(_record);
        }
        return _frame.Seal(new JournalSegment(1), offset: 0, firstSequence: 1, syncedSequence: 0).Length;
    }
}
