using System.Diagnostics;

namespace Exchange.Load;

/// <summary>
/// When each of many things is due, at one rate. An open loop counts from here: what is late because the one before it took
/// long is late by all of that.
/// </summary>
internal sealed class Plan
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly double _ticksApart;

    /// <summary>A plan that begins now.</summary>
    /// <param name="perSecond">How many are due in a second.</param>
    public Plan(double perSecond) => _ticksApart = Stopwatch.Frequency / perSecond;

    /// <summary>How many are due by now, the first at once.</summary>
    public long Due => (long)((Stopwatch.GetTimestamp() - _start) / _ticksApart) + 1;

    /// <summary>For how long one has been due, in nanoseconds; below zero: it is not yet.</summary>
    public long AgeNs(long index) => Ticks.NsSince(_start + (long)(index * _ticksApart));

    /// <summary>Sleeps until one is due.</summary>
    public void Await(long index)
    {
        for (long ageNs; (ageNs = AgeNs(index)) < 0;)
        {
            ShortSleep.For(-ageNs);
        }
    }
}
