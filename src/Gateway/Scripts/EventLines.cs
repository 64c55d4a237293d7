using System.Buffers;
using Exchange.Engine.Bids;
using Exchange.Engine.Kernel;
using Exchange.Engine.Numerics;
using Exchange.Gateway.Json;
using Exchange.Gateway.Mapping;

namespace Exchange.Gateway.Scripts;

/// <summary>What a script prints: events as JSON lines, with the names that the script gave to ids.</summary>
internal sealed class EventLines : IDisposable
{
    private const string Operator = "operator";

    private const int FlushBytes = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _lines = new(2 * FlushBytes);
    private readonly MessageWriter _writer;
    private readonly Stream _output;

    /// <summary>Starts without a line.</summary>
    /// <param name="output">Where lines go; not closed.</param>
    public EventLines(Stream output)
    {
        _output = output;
        _writer = new(_lines, Ids.NameOf);
    }

    /// <summary>The names of ids.</summary>
    public IdNames Ids { get; } = new();

    /// <summary>
    /// Adds what accounts and the public are told. A refusal that the kernel gives as an answer alone, of what only the
    /// operator does, is told to the operator.
    /// </summary>
    /// <param name="events">The events of one command.</param>
    /// <param name="catalog">The definitions there are.</param>
    /// <param name="market">The market that the command names, "" for none.</param>
    public void Add(ReadOnlySpan<Event> events, Catalog catalog, string market)
    {
        foreach (ref readonly var told in events)
        {
            if (EventMapping.IsTold(told.Kind))
            {
                Add(EventMapping.Write(told, catalog));
            }
            else if (told.Kind == EventKind.Answered && told.Reason != Reason.None)
            {
                Add(told.Time, new(told.Reason, told.Reason.Detail()), Operator, market);
            }
        }
    }

    /// <summary>Adds a refusal.</summary>
    public void Add(Timestamp at, Refusal refusal, string to = Operator, string market = "", string id = "") => Add(new()
    {
        At = at.ToString(),
        To = to,
        Rejected = new()
        {
            Market = market,
            Id = Ids.NumberOf(id),
            Reason = refusal.Reason.Name(),
            Detail = refusal.Detail,
        },
    });

    /// <summary>Adds an event.</summary>
    public void Add(V1.Event told)
    {
        _writer.WriteLine(told);
        if (_lines.WrittenCount >= FlushBytes)
        {
            Flush();
        }
    }

    /// <summary>Hands over the lines so far.</summary>
    public void Flush()
    {
        _output.Write(_lines.WrittenSpan);
        _output.Flush();
        _lines.ResetWrittenCount();
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();
}
