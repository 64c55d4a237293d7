using Exchange.Sdk;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Exchange.Cli.Remote.Watching;

/// <summary>A market on a terminal, drawn a few times a second, however fast it moves.</summary>
internal sealed class MarketView
{
    private static readonly TimeSpan DrawInterval = TimeSpan.FromMilliseconds(100);

    // Taken by the reading loop and by the drawing loop.
    private readonly Lock _gate = new();
    private readonly IMarketPicture _picture;
    private bool _hasChanged;

    public MarketView(IMarketPicture picture) => _picture = picture;

    /// <summary>Shows the updates until there are no more.</summary>
    public Task ShowAsync(IAsyncEnumerable<MarketUpdate> updates) =>
        AnsiConsole.Live(new Text("waiting for the market…")).StartAsync(async live =>
        {
            using var ended = new CancellationTokenSource();
            var drawing = DrawAsync(live, ended.Token);
            try
            {
                await foreach (var update in updates)
                {
                    Take(update);
                }
            }
            finally
            {
                await ended.CancelAsync();
                await drawing;
            }
        });

    private void Take(MarketUpdate update)
    {
        lock (_gate)
        {
            _picture.Take(update);
            _hasChanged = true;
        }
    }

    private async Task DrawAsync(LiveDisplayContext live, CancellationToken ended)
    {
        using var timer = new PeriodicTimer(DrawInterval);
        var isLast = false;
        while (!isLast)
        {
            isLast = !await WaitAsync(timer, ended);
            if (Draw() is { } view)
            {
                live.UpdateTarget(view);
            }
        }
    }

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken ended)
    {
        try
        {
            return await timer.WaitForNextTickAsync(ended);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private IRenderable? Draw()
    {
        lock (_gate)
        {
            if (!_hasChanged)
            {
                return null;
            }
            _hasChanged = false;
            return _picture.Draw();
        }
    }
}
