using Exchange.Engine.Kernel;

namespace Exchange.Engine.Hosting;

/// <summary>
/// Where released events go: everything here is both applied and as durable as promised. Called on the release thread
/// alone, which holds up the whole exchange: never wait, never throw.
/// </summary>
public interface IEventConsumer
{
    /// <summary>One event, in the order in which they happened.</summary>
    void OnEvent(in Event released);

    /// <summary>
    /// Whether recovery is to bring again whatever the journal still leads to, and not only what came after the newest snapshot.
    /// On the thread that opens the host, once the journal is its own.
    /// </summary>
    bool WantsReplay => false;

    /// <summary>
    /// An event of before, which recovery's replay of the journal has brought again, in the order in which they happened. On the
    /// thread that opens the host, before it starts.
    /// </summary>
    void OnReplayed(in Event replayed)
    {
    }

    /// <summary>No more for the moment: the time to flush.</summary>
    void OnBatchEnd();
}
