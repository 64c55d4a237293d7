using Exchange.Engine.Hosting;
using Exchange.Engine.Numerics;

namespace Exchange.Gateway.Tests;

/// <summary>A clock that stands at ten seconds until a test moves it.</summary>
internal sealed class HandClock : Clock
{
    private long _milliseconds = 10_000;

    public override Timestamp Now => new(Interlocked.Read(ref _milliseconds) * 1_000_000);

    public void Advance(int milliseconds) => Interlocked.Add(ref _milliseconds, milliseconds);
}
