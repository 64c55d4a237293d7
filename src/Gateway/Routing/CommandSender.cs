using Exchange.Engine.Bids;
using Exchange.Engine.Hosting;
using Exchange.Engine.Kernel;
using Grpc.Core;

namespace Exchange.Gateway.Routing;

/// <summary>Writes a command record for a header; the record's length.</summary>
internal delegate int CommandWriter(Span<byte> record, CommandHeader header);

/// <summary>Sends single commands and queries and waits for what becomes of them.</summary>
internal sealed class CommandSender
{
    // Client sessions are below this; the gateway's own, one for every command, are above.
    public const ulong FirstGatewaySession = 1UL << 63;

    private readonly CommandInput _input;
    private readonly EventRouter _router;
    private ulong _sessions = FirstGatewaySession;

    public CommandSender(CommandInput input, EventRouter router)
    {
        _input = input;
        _router = router;
    }

    /// <summary>Whether the disk is full: then nothing but questions is taken.</summary>
    public bool IsPaused => _input.IsPaused;

    /// <summary>The status of a command that found no room.</summary>
    public RpcException Busy() => Refusals.ToStatus(Refusals.Busy(_input));

    /// <summary>Publishes a command; false when the exchange is full at the moment.</summary>
    public bool TryPublish(CommandHeader header, CommandWriter write)
    {
        Span<byte> record = stackalloc byte[Commands.MaxLength];
        return _input.TryPublish(record[..write(record, header)], out _);
    }

    /// <summary>Carries out a command that no client session numbers.</summary>
    /// <returns>None, or why it was refused.</returns>
    /// <exception cref="RpcException">UNAVAILABLE: the exchange is full at the moment.</exception>
    public async Task<Reason> SendAsync(CommandHeader header, CommandWriter write, CancellationToken cancellation)
    {
        var queue = new EventQueue();
        header.Session = Interlocked.Increment(ref _sessions);
        _router.Sessions.Add((header.Account, header.Session), queue);
        try
        {
            if (!TryPublish(header, write))
            {
                throw Busy();
            }
            await queue.WaitAsync(cancellation);
            queue.TryTake(out var answered);
            return answered.Reason;
        }
        finally
        {
            _router.Sessions.Remove((header.Account, header.Session), queue);
        }
    }

    /// <summary>A session number for a command whose answer someone waits for; never used twice.</summary>
    public ulong NewSession() => Interlocked.Increment(ref _sessions);

    /// <summary>Asks a question.</summary>
    /// <returns>The answer's events.</returns>
    /// <exception cref="RpcException">UNAVAILABLE: the exchange is full at the moment.</exception>
    public async Task<Event[]> AskAsync(CommandHeader header, CommandKind kind, CancellationToken cancellation)
    {
        var query = new PendingQuery();
        try
        {
            Ask(query, header, kind);
            return await query.WaitAsync(cancellation);
        }
        finally
        {
            _router.Forget(query);
        }
    }

    /// <summary>Publishes a question whose answer the router will bring.</summary>
    /// <exception cref="RpcException">UNAVAILABLE: the exchange is full at the moment.</exception>
    public void Ask(PendingQuery query, CommandHeader header, CommandKind kind)
    {
        header.Number = query.Ticket;
        _router.Expect(query);
        if (!TryPublish(header, (record, stamped) => Commands.Query(record, stamped, kind)))
        {
            throw Busy();
        }
    }
}
