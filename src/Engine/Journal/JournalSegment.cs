using System.Globalization;

namespace Exchange.Engine.Journal;

/// <summary>One file of a journal, named by the sequence of its first record.</summary>
/// <param name="FirstSequence">The sequence of its first record, at least 1.</param>
public readonly record struct JournalSegment(long FirstSequence)
{
    private const string Extension = ".journal";
    private const int Digits = 20;

    /// <summary>The file's name, such as 00000000000000000001.journal.</summary>
    public string Name => FirstSequence.ToString("D20", CultureInfo.InvariantCulture) + Extension;

    /// <summary>The segments of a journal, oldest first. Files of other names are no part of it.</summary>
    /// <param name="storage">Where the journal lives.</param>
    public static IReadOnlyList<JournalSegment> List(JournalStorage storage)
    {
        var segments = new List<JournalSegment>();
        foreach (string name in storage.List())
        {
            if (TryParse(name, out JournalSegment segment))
                segments.Add(segment);
        }
        segments.Sort(static (a, b) => a.FirstSequence.CompareTo(b.FirstSequence));
        return segments;
    }

    private static bool TryParse(string name, out JournalSegment segment)
    {
        segment = default;
        if (name.Length != Digits + Extension.Length || !name.EndsWith(Extension, StringComparison.Ordinal))
            return false;
        if (!long.TryParse(name.AsSpan(0, Digits), NumberStyles.None, CultureInfo.InvariantCulture, out long first) || first < 1)
            return false;
        segment = new JournalSegment(first);
        return true;
    }
}
