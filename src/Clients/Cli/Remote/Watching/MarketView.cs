using Exchange.Sdk;
using Spectre.Console;

namespace Exchange.Cli.Remote.Watching;

/// <summary>
/// A market on a terminal: its best levels, its phase and its last prints. Drawn a few times a second, however fast the
/// market moves.
/// </summary>
internal sealed class MarketView
{
    private const int MaxLevels = 10;
    private const int MaxPrints = 10;

    private static readonly TimeSpan DrawInterval = TimeSpan.FromMilliseconds(100);

    // Taken by the reading loop and by the drawing loop.
    private readonly Lock _gate = new();
    private readonly LocalBook _book;
    private readonly Queue<Print> _prints = [];
    private bool _hasChanged;

    public MarketView(string market) => _book = new(market);

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
            _book.Apply(update);
            if (update is MarketEvent { Event: Print print })
            {
                _prints.Enqueue(print);
                if (_prints.Count > MaxPrints)
                {
                    _prints.Dequeue();
                }
            }
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

    private Rows? Draw()
    {
        lock (_gate)
        {
            if (!_hasChanged)
            {
                return null;
            }
            _hasChanged = false;
            return new Rows(
                new Text($"{_book.Market}  {_book.Phase}  update {_book.Sequence}"),
                new Columns(Levels(), Prints()) { Expand = false });
        }
    }

    private Table Levels()
    {
        var table = TableOf("bid quantity", "bid", "ask", "ask quantity");
        var bids = _book.Levels(Side.Buy).Take(MaxLevels).ToArray();
        var asks = _book.Levels(Side.Sell).Take(MaxLevels).ToArray();
        // Always as many rows, so that what stands beside and below does not jump.
        for (var row = 0; row < MaxLevels; row++)
        {
            var bid = row < bids.Length ? bids[row] : (PriceLevel?)null;
            var ask = row < asks.Length ? asks[row] : (PriceLevel?)null;
            table.AddRow(Text(bid?.Quantity), Text(bid?.Price), Text(ask?.Price), Text(ask?.Quantity));
        }
        return table;
    }

    private Table Prints()
    {
        var table = TableOf("time", "price", "quantity");
        foreach (var print in _prints.Reverse())
        {
            var time = DateTimeOffset.FromUnixTimeMilliseconds((long)(print.At * 1000)).ToLocalTime();
            table.AddRow(time.ToString("HH:mm:ss.fff"), Text(print.Price), Text(print.Quantity));
        }
        return table;
    }

    private static string Text(decimal? value) => value?.ToString() ?? "";

    private static Table TableOf(params string[] columns)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }
        return table;
    }
}
