using Exchange.Sdk;

namespace Exchange.Load.Gateway;

/// <summary>
/// Messages at a rate, whether or not the earlier ones are answered: every time counts from the moment that was planned, so
/// that a stall is not hidden.
/// </summary>
internal sealed class OpenLoop
{
    private const int Quarters = 4;
    private const long LongestSleepNs = 50_000;

    private readonly TrafficStream[] _streams;
    private readonly long _perStream;
    private readonly Plan _plan;
    private readonly LatencyHistogram[] _answered;
    private readonly LatencyHistogram[] _filled;

    private OpenLoop(TrafficStream[] streams, double messagesPerSecond, double seconds)
    {
        _streams = streams;
        _perStream = Math.Max(Quarters, (long)(messagesPerSecond * seconds / streams.Length));
        _answered = [.. Enumerable.Range(0, streams.Length * Quarters).Select(_ => new LatencyHistogram())];
        _filled = [.. streams.Select(_ => new LatencyHistogram())];
        _plan = new(messagesPerSecond);
    }

    /// <summary>From the plan to the message's last answer, in each quarter of the run.</summary>
    public LatencyHistogram AnsweredIn(int quarter) => Sum(_answered.Where((_, i) => i % Quarters == quarter));

    /// <summary>From the plan to the message's last answer.</summary>
    public LatencyHistogram Answered => Sum(_answered);

    /// <summary>From the plan of the message that brought an order to the order's fill; orders that were to trade at once.</summary>
    public LatencyHistogram Filled => Sum(_filled);

    /// <summary>One run, until all is answered.</summary>
    /// <param name="streams">Which take turns.</param>
    /// <param name="messagesPerSecond">Of all together.</param>
    /// <param name="seconds">For how long messages are due.</param>
    public static async Task<OpenLoop> RunAsync(TrafficStream[] streams, double messagesPerSecond, double seconds)
    {
        var loop = new OpenLoop(streams, messagesPerSecond, seconds);
        var readers = streams.Select((_, i) => Task.Run(() => loop.ReadAsync(i))).ToArray();
        // A thread of its own: it sleeps, and what it waits for is the clock.
        var writer = Task.Factory.StartNew(loop.Write, default, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Task.WhenAll([writer, .. readers]);
        return loop;
    }

    private void Write()
    {
        ShortSleep.BePunctual();
        var total = _perStream * _streams.Length;
        var written = new long[_streams.Length];
        var writing = new Task[_streams.Length];
        Array.Fill(writing, Task.CompletedTask);
        for (var sum = 0L; sum < total;)
        {
            var due = Math.Min(_plan.Due, total);
            for (var i = 0; i < _streams.Length; i++)
            {
                for (; IsDue(written[i], i, due) && writing[i].IsCompleted; written[i]++, sum++)
                {
                    writing[i].GetAwaiter().GetResult();
                    writing[i] = _streams[i].WriteAsync(isFollowed: IsDue(written[i] + 1, i, due));
                }
            }
            ShortSleep.For(Math.Min(-_plan.AgeNs(due), LongestSleepNs));
        }
        Task.WhenAll(writing).GetAwaiter().GetResult();
    }

    private async Task ReadAsync(int index)
    {
        var stream = _streams[index];
        var (first, firstFill) = (stream.Answered, stream.Filled);
        for (var (answered, filled) = (0L, firstFill); answered < _perStream;)
        {
            await stream.ReadAsync();
            for (; filled < stream.Filled; filled++)
            {
                _filled[index].Record(_plan.AgeNs(PlaceOf(stream.MessageOfFill(filled) - first, index)));
            }
            for (; answered < stream.Answered - first; answered++)
            {
                var quarter = (int)(answered * Quarters / _perStream);
                _answered[(index * Quarters) + quarter].Record(_plan.AgeNs(PlaceOf(answered, index)));
            }
        }
    }

    // Streams take turns.
    private long PlaceOf(long message, int stream) => (message * _streams.Length) + stream;

    private bool IsDue(long message, int stream, long due) => PlaceOf(message, stream) < due;

    private static LatencyHistogram Sum(IEnumerable<LatencyHistogram> parts)
    {
        var sum = new LatencyHistogram();
        foreach (var part in parts)
        {
            sum.Add(part);
        }
        return sum;
    }
}
