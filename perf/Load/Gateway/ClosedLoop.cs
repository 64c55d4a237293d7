using System.Diagnostics;
using Exchange.Sdk;

namespace Exchange.Load.Gateway;

/// <summary>Streams on which an answer makes room for the next message: how much goes through, and how long one takes alone.</summary>
internal static class ClosedLoop
{
    /// <summary>Keeps so many messages of every stream in flight until the time is up and all are answered; messages a second.</summary>
    /// <param name="streams">The streams.</param>
    /// <param name="window">Messages in flight, a stream.</param>
    /// <param name="seconds">For how long.</param>
    /// <param name="coalesces">Whether messages that may leave at once leave together.</param>
    public static async Task<double> RunAsync(TrafficStream[] streams, int window, double seconds, bool coalesces)
    {
        var before = streams.Sum(stream => stream.Answered);
        var start = Stopwatch.GetTimestamp();
        var end = start + Ticks.OfSeconds(seconds);
        await Task.WhenAll(streams.Select(stream => Task.Run(() => DriveAsync(stream, window, end, coalesces))));
        return (streams.Sum(stream => stream.Answered) - before) / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>One message at a time, and how long each takes; messages a second.</summary>
    public static async Task<double> RoundTripAsync(TrafficStream stream, double seconds, LatencyHistogram latency)
    {
        var before = stream.Answered;
        var start = Stopwatch.GetTimestamp();
        var end = start + Ticks.OfSeconds(seconds);
        for (long sent; (sent = Stopwatch.GetTimestamp()) < end;)
        {
            await stream.WriteAsync(isFollowed: false);
            while (stream.Answered < stream.Written)
            {
                await stream.ReadAsync();
            }
            latency.Record(Ticks.NsSince(sent));
        }
        return (stream.Answered - before) / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task DriveAsync(TrafficStream stream, int window, long end, bool coalesces)
    {
        while (true)
        {
            var isTime = Stopwatch.GetTimestamp() < end;
            if (!isTime && stream.Answered == stream.Written)
            {
                return;
            }
            var reading = stream.ReadAsync();
            // Whoever has more to read at once reads that first: then more may leave together.
            if (isTime && !(coalesces && reading.IsCompleted))
            {
                for (var room = window - (stream.Written - stream.Answered); room > 0; room--)
                {
                    await stream.WriteAsync(isFollowed: coalesces && room > 1);
                }
            }
            await reading;
        }
    }
}
