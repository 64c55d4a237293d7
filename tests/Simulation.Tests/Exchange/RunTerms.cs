using Exchange.Gateway.Access;

namespace Exchange.Simulation.Tests.Exchange;

/// <summary>How the exchange of one run is set up, drawn from its seed so that runs differ in what they exercise.</summary>
internal sealed record RunTerms
{
    // Room for all that may be in the smallest ring when the disk turns out to be full.
    private const int LeastForFullDisk = 500_000;

    public required int SegmentBytes { get; init; }

    /// <summary>Whether the exchange waits for room on a full disk, and does not end.</summary>
    public bool SurvivesFullDisk => SegmentBytes >= LeastForFullDisk;

    public required long SnapshotEvery { get; init; }

    public required bool PrunesJournal { get; init; }

    public required int InputSlots { get; init; }

    public required int OutputSlots { get; init; }

    /// <summary>Whether a loss of power takes pages of the file of held events with it, so that not everybody finds what it missed.</summary>
    public required bool LosesHeldEvents { get; init; }

    /// <summary>How many private events are held for those who come back.</summary>
    public int HeldEvents { get; init; }

    public required InstructionRate? Rate { get; init; }

    public static RunTerms Draw(Random random)
    {
        var snapshots = random.Next(3) > 0;
        return new()
        {
            SegmentBytes = random.Next(2) == 0 ? random.Next(40_000, 200_000) : random.Next(LeastForFullDisk, 800_000),
            SnapshotEvery = snapshots ? random.Next(100, 2000) : 0,
            PrunesJournal = snapshots && random.Next(2) == 0,
            InputSlots = random.Next(3) == 0 ? 512 : 4096,
            OutputSlots = random.Next(3) == 0 ? 64 : 4096,
            LosesHeldEvents = random.Next(4) == 0,
            Rate = random.Next(3) == 0 ? new(300, 20) : null,
        };
    }
}
