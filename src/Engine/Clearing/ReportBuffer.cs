using System.Runtime.CompilerServices;

namespace Exchange.Engine.Clearing;

/// <summary>The reports of one instruction. Used again for the next; grows to the largest and then allocates no more.</summary>
public sealed class ReportBuffer
{
    private Report[] _reports = new Report[256];
    private int _count;

    /// <summary>The reports since <see cref="Clear"/>, in the order in which they happened.</summary>
    public ReadOnlySpan<Report> Reports => _reports.AsSpan(0, _count);

    /// <summary>Forgets the reports.</summary>
    public void Clear() => _count = 0;

    /// <summary>The report added last; there must be one.</summary>
    public ref Report Last => ref _reports[_count - 1];

    /// <summary>Room for one more report; every field must be written, for it holds an old one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref Report Add()
    {
        if (_count == _reports.Length)
        {
            Array.Resize(ref _reports, _count * 2);
        }
        return ref _reports[_count++];
    }
}
