using Exchange.Engine.Kernel;
using Exchange.Engine.Numerics;

namespace Exchange.Gateway.Exports;

/// <summary>
/// The exchange's time as seconds after midnight: that of the day, in UTC, of the journal's first command, so that time goes on
/// past the next.
/// </summary>
internal sealed class LobsterClock
{
    private const long NanosecondsPerDay = 86_400_000_000_000;

    private readonly ExchangeKernel _kernel;
    private long? _midnight;

    public LobsterClock(ExchangeKernel kernel) => _kernel = kernel;

    /// <summary>The time now.</summary>
    public Timestamp Now => new(_kernel.Now.Nanoseconds - _midnight!.Value);

    /// <summary>Notes when a command was sequenced.</summary>
    public void Note(Timestamp time) => _midnight ??= time.Nanoseconds / NanosecondsPerDay * NanosecondsPerDay;
}
