namespace Exchange.Gateway.Tests;

/// <summary>Waits for what comes true in its own time.</summary>
internal static class Until
{
    public static Task TrueAsync(Func<bool> holds) => TrueAsync(() => Task.FromResult(holds()));

    public static async Task TrueAsync(Func<Task<bool>> holds)
    {
        using var patience = new CancellationTokenSource(TestCaller.Patience);
        while (!await holds())
        {
            Assert.False(patience.IsCancellationRequested, "it did not come true");
            await Task.Delay(5);
        }
    }
}
