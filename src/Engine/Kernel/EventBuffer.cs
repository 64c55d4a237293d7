using Exchange.Engine.Numerics;

namespace Exchange.Engine.Kernel;

/// <summary>The events of one command. Used again for the next; grows to the largest and then allocates no more.</summary>
internal sealed class EventBuffer
{
    private Event[] _events = new Event[1024];
    private int _count;

    public int Count => _count;

    public ReadOnlySpan<Event> Events => _events.AsSpan(0, _count);

    public void Clear() => _count = 0;

    /// <summary>A new event of which only the fields that every event has are set; the rest is zero.</summary>
    public ref Event Add(EventKind kind, int account, ushort market)
    {
        if (_count == _events.Length)
        {
            Array.Resize(ref _events, _count * 2);
        }
        ref var added = ref _events[_count++];
        added = default;
        added.Kind = kind;
        added.Account = account;
        added.Market = market;
        return ref added;
    }

    /// <summary>Gives the events from one on the time and the command they belong to.</summary>
    public void Stamp(int first, Timestamp time, long command)
    {
        foreach (ref var stamped in _events.AsSpan(first, _count - first))
        {
            stamped.Time = time;
            stamped.Command = command;
        }
    }
}
