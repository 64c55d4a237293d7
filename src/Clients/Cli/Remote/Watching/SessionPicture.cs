using Exchange.Sdk;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Exchange.Cli.Remote.Watching;

/// <summary>
/// A session market, whose bids are sealed: its phase, whether a session is open, what a clearing would give where it says so,
/// its last clearings, what groups bought in the last one, and whether its draws are the ones it had committed to.
/// </summary>
internal sealed class SessionPicture : IMarketPicture
{
    private const int MaxClearings = 12;

    private readonly LocalBook _book;
    private readonly Queue<Cleared> _clearings = [];
    private readonly List<GroupSum> _groupSums = [];
    private Indicative? _indicative;
    private Opened? _opened;
    private string _commitment = "";
    private string _draw = "";

    /// <param name="book">The market's book, which stays empty: for its phase and statistics.</param>
    public SessionPicture(LocalBook book) => _book = book;

    public void Take(MarketUpdate update)
    {
        _book.Apply(update);
        foreach (var told in Cells.EventsOf(update))
        {
            Take(told);
        }
        _commitment = update switch
        {
            BookSnapshot snapshot => snapshot.Commitment,
            ChangesTogether changes => changes.Commitment,
            _ => _commitment,
        };
    }

    public IRenderable Draw() => new Rows(
        new Text($"{_book.Market}  {_book.Phase}  update {_book.Sequence}{Cells.Text(_opened)}{Cells.Text(_indicative)}"),
        new Text(Cells.Text(_book.Statistics)),
        Clearings(),
        new Text(string.Join("  ", _groupSums.Select(sum => $"{sum.Group} {sum.Quantity}"))),
        new Text(_draw));

    private void Take(Event told)
    {
        switch (told)
        {
            case Indicative indicative:
                _indicative = indicative;
                break;
            case Opened opened:
                _opened = opened;
                break;
            case Cleared cleared:
                Take(cleared);
                break;
            case GroupSum sum:
                _groupSums.Add(sum);
                break;
            case SeedDisclosed { Commitment: { Length: > 0 } commitment }:
                _commitment = commitment;
                break;
            case SeedDisclosed seed:
                _draw = new RandomDraw(seed.Revealed).Keeps(_commitment)
                    ? $"drew as committed: {_commitment}"
                    : $"did not draw as committed: {_commitment} is not the hash of {seed.Revealed}";
                break;
        }
    }

    private void Take(Cleared cleared)
    {
        (_opened, _indicative) = (null, null);
        _groupSums.Clear();
        _clearings.Enqueue(cleared);
        if (_clearings.Count > MaxClearings)
        {
            _clearings.Dequeue();
        }
    }

    private Table Clearings()
    {
        var table = Cells.TableOf("time", "price", "volume", "surplus", "decided by");
        foreach (var cleared in _clearings.Reverse())
        {
            table.AddRow(
                Cells.Time(cleared.At),
                Cells.Text(cleared.Price),
                Cells.Text(cleared.Volume),
                Cells.Text(cleared.Surplus),
                cleared.Reason.Length > 0 ? cleared.Reason : cleared.DecidedBy);
        }
        return table;
    }
}
