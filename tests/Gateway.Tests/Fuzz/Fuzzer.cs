using System.Collections.Concurrent;
using System.Globalization;
using Exchange.Gateway.Tests.Http2;
using Google.Protobuf.Reflection;

namespace Exchange.Gateway.Tests.Fuzz;

/// <summary>
/// Sends batches of random requests over several connections at once. A batch follows from the seed and its number alone, and
/// one that is answered as it must not be is named by them.
/// </summary>
internal sealed class Fuzzer(Uri url, int seed, MethodDescriptor[] methods, FuzzCaller[] callers, IReadOnlyDictionary<string, string[]> names)
{
    private const int Connections = 4;
    private const int CallsPerBatch = 64;
    private const int BatchesPerConnection = 25;

    // Connections without regard to statuses, between batches of calls.
    private const int AssaultsPerBatch = 1;

    private readonly ConcurrentDictionary<string, long> _ends = new();
    private int _batch;
    private long _sent;

    /// <summary>How many requests were sent.</summary>
    public long Sent => Volatile.Read(ref _sent);

    /// <summary>How many calls ended how, the most frequent first.</summary>
    public string Ends => string.Join(", ", _ends.OrderByDescending(end => end.Value).Select(end => $"{end.Key}: {end.Value}"));

    /// <summary>Sends as many requests, or a few more.</summary>
    public Task RunAsync(long requests) =>
        Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(() => RunConnectionsAsync(requests))));

    private async Task RunConnectionsAsync(long requests)
    {
        while (Sent < requests)
        {
            await using var connection = await Http2Connection.OpenAsync(url);
            uint stream = 1;
            for (var i = 0; i < BatchesPerConnection && !connection.Closed.IsCompleted && Sent < requests; i++)
            {
                var number = Interlocked.Increment(ref _batch);
                var random = new Random(unchecked((seed * 1_000_003) + number));
                var calls = new RandomCalls(random, methods, callers, new(random, names));
                await SendBatchAsync(connection, calls, stream, number);
                stream += 2 * CallsPerBatch;
                var assaults = new RandomAssaults(random, calls);
                for (var assault = 0; assault < AssaultsPerBatch; assault++)
                {
                    Interlocked.Add(ref _sent, await assaults.MakeAsync(url));
                }
            }
        }
    }

    private async Task SendBatchAsync(Http2Connection connection, RandomCalls calls, uint stream, int number)
    {
        var sent = new List<(FuzzCall Call, Task<StreamEnd> End)>();
        for (var i = 0; i < CallsPerBatch; i++, stream += 2)
        {
            var call = calls.Next(stream);
            sent.Add((call, connection.EndOf(stream)));
            connection.Send(call.Frames);
        }
        Interlocked.Add(ref _sent, CallsPerBatch);
        foreach (var (call, end) in sent.Where(one => one.Call.Ends))
        {
            await Task.WhenAny(end, Task.Delay(TestCaller.Patience));
            var how = end.IsCompleted ? await end : null;
            _ends.AddOrUpdate($"{how}", 1, (_, count) => count + 1);
            Assert.True(IsRight(call, how), string.Create(
                CultureInfo.InvariantCulture, $"seed {seed}, batch {number}: {call.What} ended with {how?.ToString() ?? "nothing"} {how?.Message}"));
        }
        connection.Forget();
    }

    /// <summary>
    /// A connection may be lost by what another call on it was. UNKNOWN is what a handler that failed ends with, INTERNAL is for what
    /// is malformed.
    /// </summary>
    private static bool IsRight(FuzzCall call, StreamEnd? end) => end is not null
        && (end == StreamEnd.Lost || (
            end.Grpc != 2
            && (!call.IsStranger || end.Grpc == 16)
            && (end.Http is 0 or 200 or 400 or 404 or 405 or 411 or 414 or 415 or 431)));
}
