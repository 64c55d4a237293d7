using System.Net;
using System.Net.Sockets;

namespace Exchange.Clients.Tests.Remote;

/// <summary>Carries bytes to a port and back, until it is cut.</summary>
internal sealed class CuttableWire : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Lock _gate = new();
    private readonly List<Socket> _open = [];
    private readonly Task _accepting;

    public CuttableWire(int port)
    {
        Port = port;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where it leads.</summary>
    public int Port { get; set; }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>Ends every connection without a word.</summary>
    public void Cut()
    {
        lock (_gate)
        {
            _open.ForEach(socket => socket.Close(timeout: 0));
            _open.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        Cut();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var near = await _listener.AcceptSocketAsync();
            var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await far.ConnectAsync(IPAddress.Loopback, Port);
            }
            catch (SocketException)
            {
                // Nobody is there.
                near.Close(timeout: 0);
                far.Close();
                continue;
            }
            lock (_gate)
            {
                _open.AddRange([near, far]);
            }
            _ = CarryAsync(near, far);
            _ = CarryAsync(far, near);
        }
    }

    private static async Task CarryAsync(Socket from, Socket to)
    {
        var bytes = new byte[4096];
        try
        {
            while (await from.ReceiveAsync(bytes) is var count and > 0)
            {
                await to.SendAsync(bytes.AsMemory(0, count));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Cut.
        }
        from.Close();
        to.Close();
    }
}
