using Exchange.Engine.Markets.Triggers;

namespace Exchange.Engine.Tests.Markets.Triggers;

/// <summary>A market's instants one after the other, as <see cref="InstantLoop"/> counts them.</summary>
internal sealed class ListedInstants
{
    private readonly Trigger _trigger;
    private IEnumerator<long> _loop;
    private ulong _number;

    public ListedInstants(Trigger trigger, long definedNs)
    {
        (_trigger, _loop) = (trigger, InstantLoop.Instants(trigger, definedNs).GetEnumerator());
        Pass();
    }

    /// <summary>The next one in nanoseconds; the end of time when there is none.</summary>
    public long Next { get; private set; }

    /// <summary>The next one was.</summary>
    public void Pass()
    {
        Next = _loop.MoveNext() ? _loop.Current : long.MaxValue;
        _number++;
    }

    /// <summary>Those up to a moment were missed. Chance does not remember how long one has waited already.</summary>
    public void Skip(long toNs)
    {
        while (Next <= toNs)
        {
            _loop = _trigger is PoissonTrigger ? InstantLoop.Instants(_trigger, toNs, _number).GetEnumerator() : _loop;
            Pass();
        }
    }
}
