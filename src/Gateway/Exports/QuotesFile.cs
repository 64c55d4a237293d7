using Exchange.Engine.Bids;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Gateway.Exports;

/// <summary>
/// <c>quotes.csv</c>: the best prices of every book, and what is displayed there, after every command that changed one of
/// them. Whatever the book discloses.
/// </summary>
internal sealed class QuotesFile : IDisposable
{
    private const string Columns = "time,command,market,bid,bid_quantity,ask,ask_quantity";

    private readonly CsvFile _file;
    private readonly Dictionary<ContinuousMarket, (Quote Bid, Quote Ask)> _last = [];

    // The books that the command under way has touched, in the order in which it came to.
    private readonly List<ContinuousMarket> _touched = [];

    public QuotesFile(string folder) => _file = new(folder, "quotes.csv", Columns);

    /// <summary>Notes that a book may have changed.</summary>
    public void Touch(ContinuousMarket market)
    {
        if (!_touched.Contains(market))
        {
            _touched.Add(market);
        }
    }

    /// <summary>Writes the quotes that a command has changed.</summary>
    public void Write(Timestamp now, long command)
    {
        foreach (var market in _touched)
        {
            var quotes = (Quote.Of(market, Side.Buy), Quote.Of(market, Side.Sell));
            if (quotes == _last.GetValueOrDefault(market))
            {
                continue;
            }
            _last[market] = quotes;
            _file.Add(now);
            _file.Add(command);
            _file.Add(market.Definition.Id);
            Write(quotes.Item1, market.Definition);
            Write(quotes.Item2, market.Definition);
            _file.EndRow();
        }
        _touched.Clear();
    }

    public void Dispose() => _file.Dispose();

    private void Write(Quote quote, MarketDefinition market)
    {
        _file.Add(quote.IsThere ? market.Grid.Format(quote.Price) : null);
        _file.Add(quote.IsThere ? market.Grid.Format(quote.Quantity) : null);
    }

    /// <summary>A side's best price; of an empty side there is none.</summary>
    private readonly record struct Quote(bool IsThere, Price Price, Quantity Quantity)
    {
        public static Quote Of(ContinuousMarket market, Side side) =>
            market.Rule.TryGetBest(side, out var price, out var quantity) ? new(true, price, quantity) : default;
    }
}
