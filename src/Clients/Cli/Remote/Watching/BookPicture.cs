using Exchange.Sdk;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Exchange.Cli.Remote.Watching;

/// <summary>A book: its best levels as far as it discloses them, its phase and its last prints.</summary>
internal sealed class BookPicture : IMarketPicture
{
    private const int MaxLevels = 10;
    private const int MaxPrints = 10;

    private readonly LocalBook _book;
    private readonly bool _isDark;
    private readonly Queue<Print> _prints = [];
    private Indicative? _indicative;

    /// <param name="book">An empty book of the market.</param>
    /// <param name="isDark">Whether it discloses nothing of its depth.</param>
    public BookPicture(LocalBook book, bool isDark)
    {
        _book = book;
        _isDark = isDark;
    }

    public void Take(MarketUpdate update)
    {
        _book.Apply(update);
        foreach (var told in Cells.EventsOf(update))
        {
            Take(told);
        }
    }

    public IRenderable Draw() => new Rows(
        new Text($"{_book.Market}  {_book.Phase}  update {_book.Sequence}{Cells.Text(_indicative)}"),
        new Text(Cells.Text(_book.Statistics)),
        _isDark ? Prints() : new Columns(Levels(), Prints()) { Expand = false });

    private void Take(Event told)
    {
        switch (told)
        {
            case Print print:
                _prints.Enqueue(print);
                break;
            case Indicative indicative:
                _indicative = indicative;
                break;
            case Cleared:
                _indicative = null;
                break;
        }
        if (_prints.Count > MaxPrints)
        {
            _prints.Dequeue();
        }
    }

    private Table Levels()
    {
        var table = Cells.TableOf("bid quantity", "bid", "ask", "ask quantity");
        var bids = _book.Levels(Side.Buy).Take(MaxLevels).ToArray();
        var asks = _book.Levels(Side.Sell).Take(MaxLevels).ToArray();
        // Always as many rows, so that what stands beside and below does not jump.
        for (var row = 0; row < MaxLevels; row++)
        {
            var bid = row < bids.Length ? bids[row] : (PriceLevel?)null;
            var ask = row < asks.Length ? asks[row] : (PriceLevel?)null;
            table.AddRow(Cells.Text(bid?.Quantity), Cells.Text(bid?.Price), Cells.Text(ask?.Price), Cells.Text(ask?.Quantity));
        }
        return table;
    }

    private Table Prints()
    {
        var table = Cells.TableOf("time", "price", "quantity");
        foreach (var print in _prints.Reverse())
        {
            table.AddRow(Cells.Time(print.At), Cells.Text(print.Price), Cells.Text(print.Quantity));
        }
        return table;
    }
}
