using System.Globalization;

namespace Exchange.Engine.Journal;

/// <summary>A file beside the journal's segments: the state after one of its records, by whose sequence it is named.</summary>
/// <param name="Sequence">The sequence of the last record whose effects are in it, at least 1.</param>
public readonly record struct Snapshot(long Sequence)
{
    private const string Extension = ".snapshot";
    private const int Digits = 20;

    /// <summary>The file's name, such as 00000000000001000000.snapshot.</summary>
    public string Name => Sequence.ToString("D20", CultureInfo.InvariantCulture) + Extension;

    /// <summary>The snapshots that there are, newest first, good or not. Files of other names are none.</summary>
    /// <param name="storage">Where the journal lives.</param>
    public static IReadOnlyList<Snapshot> List(JournalStorage storage)
    {
        ArgumentNullException.ThrowIfNull(storage);
        var snapshots = new List<Snapshot>();
        foreach (string name in storage.List())
        {
            if (TryParse(name, out Snapshot snapshot))
                snapshots.Add(snapshot);
        }
        snapshots.Sort(static (a, b) => b.Sequence.CompareTo(a.Sequence));
        return snapshots;
    }

    private static bool TryParse(string name, out Snapshot snapshot)
    {
        snapshot = default;
        if (name.Length != Digits + Extension.Length || !name.EndsWith(Extension, StringComparison.Ordinal))
            return false;
        if (!long.TryParse(name.AsSpan(0, Digits), NumberStyles.None, CultureInfo.InvariantCulture, out long sequence) || sequence < 1)
            return false;
        snapshot = new Snapshot(sequence);
        return true;
    }
}
