using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Exchange.Engine.Tests.Hosting;

/// <summary>What the instruments of some meters have said, by name and tags: <c>exchange.commands{exchange.market=lit,…}</c>.</summary>
internal sealed class MeterRecord : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, double> _sums = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<double>> _recorded = new();
    private ConcurrentDictionary<string, double> _looked = new();

    public MeterRecord(params Meter[] meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (meters.Contains(instrument.Meter))
            {
                Instruments.Add(instrument);
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    public ConcurrentBag<Instrument> Instruments { get; } = [];

    /// <summary>The value of one instrument and its tags now; null: it says nothing.</summary>
    public double? this[string key] => Look().TryGetValue(key, out var value) ? value : _sums.TryGetValue(key, out value) ? value : null;

    /// <summary>Whatever an instrument says now, by its tags.</summary>
    public Dictionary<string, double> Of(string name) => Look().Concat(_sums)
        .Where(said => said.Key == name || said.Key.StartsWith(name + "{", StringComparison.Ordinal))
        .ToDictionary(said => said.Key[name.Length..].Trim('{', '}'), said => said.Value);

    /// <summary>What a histogram was given.</summary>
    public double[] Recorded(string key) => _recorded.TryGetValue(key, out var values) ? [.. values] : [];

    public void Dispose() => _listener.Dispose();

    private ConcurrentDictionary<string, double> Look()
    {
        _looked = new();
        _listener.RecordObservableInstruments();
        return _looked;
    }

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var names = string.Join(',', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"));
        var key = names.Length == 0 ? instrument.Name : $"{instrument.Name}{{{names}}}";
        if (instrument.IsObservable)
        {
            _looked[key] = value;
        }
        else if (instrument.GetType().GetGenericTypeDefinition() == typeof(Histogram<>))
        {
            _recorded.GetOrAdd(key, _ => new()).Enqueue(value);
        }
        else
        {
            _sums.AddOrUpdate(key, value, (_, sum) => sum + value);
        }
    }
}
