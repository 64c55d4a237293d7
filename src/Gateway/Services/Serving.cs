namespace Exchange.Gateway.Services;

/// <summary>Whether the exchange serves: until it fails or is told to stop, and never again after that. Any thread.</summary>
internal sealed class Serving
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsServing => !_ended.Task.IsCompleted;

    /// <summary>Ends when it serves no more.</summary>
    public Task Ended => _ended.Task;

    public void End() => _ended.TrySetResult();

    /// <summary>Ends it, and then tells of the failure.</summary>
    public Action<Exception> EndThen(Action<Exception> failed) => failure =>
    {
        End();
        failed(failure);
    };
}
