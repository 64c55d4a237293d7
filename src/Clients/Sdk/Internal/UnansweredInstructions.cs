using System.Diagnostics;

namespace Exchange.Sdk.Internal;

/// <summary>An instruction on its way.</summary>
/// <param name="OrderId">The order it is about.</param>
/// <param name="SentAt">When it was queued, as a stopwatch's timestamp.</param>
/// <param name="Completion">Whom to tell of the answer; null when nobody waits.</param>
internal readonly record struct Unanswered(ulong OrderId, long SentAt, TaskCompletionSource<Answer>? Completion)
{
    /// <summary>What was written, to be written again when the connection is lost.</summary>
    public V1.Instruction? Message { get; init; }

    public long AgeNs => (long)Stopwatch.GetElapsedTime(SentAt).TotalNanoseconds;
}

/// <summary>The instructions that wait for their answer, by number. Safe for concurrent use.</summary>
internal sealed class UnansweredInstructions
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, Unanswered> _byNumber = [];
    private Exception? _failure;

    /// <exception cref="SessionException">The session has ended.</exception>
    public void Add(ulong number, Unanswered unanswered)
    {
        lock (_gate)
        {
            if (_failure is not null)
            {
                throw new SessionException(_failure.Message, _failure.InnerException);
            }
            _byNumber.Add(number, unanswered);
        }
    }

    public bool TryTake(ulong number, out Unanswered unanswered)
    {
        lock (_gate)
        {
            return _byNumber.Remove(number, out unanswered);
        }
    }

    /// <summary>An instruction itself; null when it waits no more.</summary>
    public V1.Instruction? Find(ulong number)
    {
        lock (_gate)
        {
            return _byNumber.GetValueOrDefault(number).Message;
        }
    }

    /// <summary>The instructions themselves, by number.</summary>
    public V1.Instruction[] InOrder()
    {
        lock (_gate)
        {
            return [.. _byNumber.OrderBy(unanswered => unanswered.Key).Select(unanswered => unanswered.Value.Message!)];
        }
    }

    /// <summary>Nothing will be answered any more.</summary>
    public void Fail(Exception failure)
    {
        Unanswered[] left;
        lock (_gate)
        {
            _failure ??= failure;
            left = [.. _byNumber.Values];
            _byNumber.Clear();
        }
        foreach (var unanswered in left)
        {
            unanswered.Completion?.TrySetException(failure);
        }
    }
}
