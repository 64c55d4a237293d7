using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.ReferenceCross;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;

namespace Exchange.Gateway.Exports;

/// <summary>
/// Writes what journaled commands led to as files of comma-separated values, whatever markets disclose: it is for the
/// operator. Commands come from the first on. Holds what the exchange itself holds and no event for longer than its command.
/// One thread.
/// </summary>
public sealed class JournalExport : IDisposable
{
    private readonly string _folder;
    private readonly ExportOptions _options;
    private readonly ExchangeKernel _kernel;
    private readonly LobsterClock _clock;
    private readonly MarketFiles _markets;
    private readonly OrdersFile _orders;
    private readonly TradesFile _trades;
    private readonly ClearingFiles _clearings;
    private readonly QuotesFile _quotes;
    private readonly BalanceFiles _balances;
    private readonly Dictionary<int, LobsterFiles> _pairs = [];

    /// <summary>Starts with nothing defined.</summary>
    /// <param name="folder">Where the files are made; it is there and holds none of them.</param>
    /// <param name="options">How some are laid out.</param>
    /// <exception cref="IOException">A file cannot be made.</exception>
    public JournalExport(string folder, ExportOptions options)
    {
        (_folder, _options) = (folder, options);
        _kernel = new(new Observer(this));
        _clock = new(_kernel);
        _markets = new(folder, _kernel.Catalog);
        _orders = new(folder, _kernel.Catalog);
        _trades = new(folder, _kernel.Catalog);
        _clearings = new(folder, _kernel.Catalog);
        _quotes = new(folder);
        _balances = new(folder, _kernel);
    }

    /// <summary>Carries out a command and writes what it led to.</summary>
    /// <param name="record">The command record.</param>
    /// <exception cref="InvalidDataException">A price cannot be written as a whole number.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public void Write(ReadOnlySpan<byte> record)
    {
        _clock.Note(CommandHeader.Of(record).Time);
        var events = _kernel.Apply(record);
        foreach (ref readonly var told in events)
        {
            Write(told, record);
        }
        _quotes.Write(_kernel.Now, _kernel.Sequence);
        _balances.Write(record);
    }

    /// <summary>Writes what is still to be written and closes the files.</summary>
    public void Dispose()
    {
        _markets.Dispose();
        _orders.Dispose();
        _trades.Dispose();
        _clearings.Dispose();
        _quotes.Dispose();
        _balances.Dispose();
        foreach (var pair in _pairs.Values)
        {
            pair.Dispose();
        }
    }

    private void Write(in Event told, ReadOnlySpan<byte> record)
    {
        if (OrdersFile.Has(told.Kind))
        {
            _orders.Write(told, record);
        }
        switch (told.Kind)
        {
            case EventKind.MarketDefined:
                _markets.WriteDefined(told);
                if (_kernel.Markets[told.Market] is ContinuousMarket book)
                {
                    _pairs.Add(told.Market, new(_folder, book, _options, _clock));
                }
                break;
            case EventKind.PhaseChanged:
                _markets.WritePhase(told);
                _pairs.GetValueOrDefault(told.Market)?.NotePhase();
                break;
            case EventKind.Filled:
                _balances.Touch(told.Account, told.Market);
                if (told.Liquidity == Liquidity.Cross && _kernel.Markets[told.Market] is ContinuousMarket)
                {
                    _clearings.WriteCrossed(told);
                }
                else
                {
                    _trades.Write(told);
                }
                break;
            case EventKind.Allocated:
                _balances.Touch(told.Account, told.Market);
                _clearings.WriteAllocated(told);
                break;
            default:
                break;
        }
    }

    /// <summary>Writes what must be written at the moment it happens.</summary>
    private sealed class Observer(JournalExport export) : IKernelObserver
    {
        public void OnReports(ContinuousMarket market, ReadOnlySpan<Report> reports)
        {
            var pair = export._pairs[market.Index];
            pair.NotePhase();
            pair.Write(reports);
            export._quotes.Touch(market);
        }

        public void OnCross(CrossMarket market, Quote quote) =>
            export._trades.NoteQuote(export._kernel.Catalog.Market(market.Quoted), quote);

        public void OnClearing(Market market, ClearingResult result)
        {
            export._clearings.Write(market, result, export._kernel.Now, export._kernel.Sequence);
            if (market is ContinuousMarket && result.IsCleared)
            {
                var pair = export._pairs[market.Index];
                pair.NotePhase();
                pair.WriteCross(result.Price, result.Volume);
            }
        }
    }
}
