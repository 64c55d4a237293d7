using Exchange.Simulation.Tests.Exchange;
using Exchange.Simulation.Tests.World;
using Grpc.Core;

namespace Exchange.Simulation.Tests.Network;

/// <summary>A connection between a client and an exchange, and the ways in which it is lost.</summary>
internal abstract class Connection
{
    protected Connection(VirtualWorld world, Func<TimeSpan> delay)
    {
        World = world;
        ToServer = new(world, delay);
        ToClient = new(world, delay);
    }

    protected VirtualWorld World { get; }

    /// <summary>Whether it was lost in one of the ways below.</summary>
    public bool IsBroken { get; private set; }

    protected Pipe ToServer { get; }

    protected Pipe ToClient { get; }

    /// <summary>Both sides learn of it soon; of what was under way a part arrives.</summary>
    public void Reset()
    {
        IsBroken = true;
        CutSomewhere(ToServer);
        CutSomewhere(ToClient);
        World.After(Within(5), TellClient);
        World.After(Within(5), TellServer);
    }

    /// <summary>The client is told at once; what it had sent arrives much later, and the exchange learns of the end later still.</summary>
    public void GoStale()
    {
        IsBroken = true;
        CutSomewhere(ToClient);
        TellClient();
        ToServer.CutAfter(ToServer.InFlight);
        var late = Within(5000);
        ToServer.Hold(late);
        World.After(late + Within(30_000), TellServer);
    }

    /// <summary>Nothing arrives any more. The exchange is told after long, the client never.</summary>
    public void FallSilent()
    {
        IsBroken = true;
        CutSomewhere(ToServer);
        CutSomewhere(ToClient);
        World.After(TimeSpan.FromSeconds(30) + Within(30_000), TellServer);
    }

    /// <summary>The exchange is gone; the client learns of it soon or never.</summary>
    public void LoseServer()
    {
        IsBroken = true;
        ToServer.CutAfter(0);
        CutSomewhere(ToClient);
        if (World.Happens(0.7))
        {
            World.After(Within(50), TellClient);
        }
    }

    public abstract bool IsServedBy(ExchangeProcess server);

    protected static RpcException Lost() => new(new Status(StatusCode.Unavailable, "the simulated connection is lost"));

    protected abstract void TellClient();

    protected abstract void TellServer();

    private TimeSpan Within(int milliseconds) => World.Between(TimeSpan.Zero, TimeSpan.FromMilliseconds(milliseconds));

    private void CutSomewhere(Pipe pipe) => pipe.CutAfter(World.Random.Next(pipe.InFlight + 1));
}
