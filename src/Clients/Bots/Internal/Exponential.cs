namespace Exchange.Bots.Internal;

/// <summary>Times that do not depend on what has passed.</summary>
internal static class Exponential
{
    /// <summary>A time with this mean.</summary>
    public static TimeSpan Draw(TimeSpan mean, Random random) => mean * -Math.Log(1 - random.NextDouble());

    /// <summary>Waits for such a time, or until told to stop.</summary>
    public static async Task WaitAsync(TimeSpan mean, Random random, CancellationToken stop) =>
        await Task.Delay(Draw(mean, random), stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
