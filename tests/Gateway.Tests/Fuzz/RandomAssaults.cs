using Exchange.Gateway.Tests.Http2;
using static Exchange.Gateway.Tests.Http2.Frames;

namespace Exchange.Gateway.Tests.Fuzz;

/// <summary>Random connections: right beginnings and then wrong frames, floods, silence, or nothing more.</summary>
internal sealed class RandomAssaults(Random random, RandomCalls calls)
{
    /// <summary>Makes a connection and does with it what it will; how many requests that was.</summary>
    public async Task<int> MakeAsync(Uri url)
    {
        await using var connection = random.Next(5) == 0
            ? await Http2Connection.ConnectAsync(url)
            : await Http2Connection.OpenAsync(url, streamWindow: random.Next(3) == 0 ? 0u : 1 << 16, reads: random.Next(4) != 0);
        var requests = 0;
        for (var parts = random.Next(1, 6); parts > 0; parts--)
        {
            connection.Send(Part(ref requests));
        }
        // Some stay to see what becomes of it, some go at once; none can be waited for, since there may be more to come.
        await Task.WhenAny(connection.Closed, Task.Delay(random.Next(4)));
        return Math.Max(1, requests);
    }

    private byte[] Part(ref int requests)
    {
        var call = calls.Next(StreamOf(requests++));
        switch (random.Next(10))
        {
            case 0:
                return call.Frames[..random.Next(call.Frames.Length)];
            case 1:
                return Spoil(call.Frames);
            case 2:
                return RandomFrame();
            case 3:
                return BadConnectionTests.Bytes[random.Next(BadConnectionTests.Bytes.Length)];
            case 4:
                return [.. Enumerable.Range(0, random.Next(200)).SelectMany(_ => random.Next(2) == 0 ? Ping() : Settings((4, (uint)random.Next())))];
            case 5:
                var first = requests;
                requests += random.Next(1, 40);
                return [.. Enumerable.Range(first, requests - first).SelectMany(i => (byte[])[.. calls.Next(StreamOf(i)).Frames, .. Reset(StreamOf(i), Http2Error.Cancel)])];
            case 6:
                return [.. call.Frames, .. call.Frames];
            case 7:
                return [.. RandomFrame(), .. RandomFrame(), .. call.Frames];
            default:
                return call.Frames;
        }
    }

    private static uint StreamOf(int request) => (2 * (uint)request) + 1;

    private byte[] RandomFrame()
    {
        var payload = new byte[random.Next(10) == 0 ? random.Next(17_000) : random.Next(20)];
        random.NextBytes(payload);
        var saidLength = random.Next(6) == 0 ? random.Next(1 << 24) : payload.Length;
        var stream = random.Next(4) == 0 ? (uint)random.Next() : (uint)random.Next(8);
        return Frame(saidLength, (byte)random.Next(12), (byte)random.Next(256), stream, payload);
    }

    private byte[] Spoil(byte[] frames)
    {
        for (var flips = random.Next(1, 4); flips > 0; flips--)
        {
            frames[random.Next(frames.Length)] = (byte)random.Next(256);
        }
        return frames;
    }
}
