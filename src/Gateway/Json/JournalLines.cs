using System.Buffers;
using System.Text.Json;
using Exchange.Engine.Kernel;
using Exchange.Gateway.Mapping;

namespace Exchange.Gateway.Json;

/// <summary>
/// Writes journaled commands as JSON lines: sequence, time, kind, who asked and what for, with the names of markets and
/// accounts. Commands come from the first on, or the first after a snapshot, for the names are in what was before. One thread.
/// </summary>
public sealed class JournalLines : IDisposable
{
    private const int FlushBytes = 1 << 16;

    private readonly ExchangeKernel _kernel;
    private readonly ArrayBufferWriter<byte> _lines = new(FlushBytes * 2);
    private readonly Utf8JsonWriter _json;
    private readonly MessageWriter _messages;
    private readonly Stream _output;

    /// <summary>Starts where a kernel is.</summary>
    /// <param name="output">Where the lines go; not closed.</param>
    /// <param name="kernel">Applies the commands from then on; null: nothing is defined yet.</param>
    public JournalLines(Stream output, ExchangeKernel? kernel = null)
    {
        (_output, _kernel) = (output, kernel ?? new());
        _json = new(_lines, MessageWriter.Options);
        _messages = new(_lines);
    }

    /// <summary>Writes a command.</summary>
    /// <param name="sequence">Its place in the journal.</param>
    /// <param name="record">The command record.</param>
    public void Write(long sequence, ReadOnlySpan<byte> record)
    {
        _kernel.Apply(record);
        ref readonly var header = ref CommandHeader.Of(record);
        var (kind, message) = CommandMapping.Write(record, _kernel.Catalog);
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteNumber("sequence", sequence);
        _json.WriteString("time", _kernel.Now.ToString());
        _json.WriteString("kind", kind);
        _json.WriteString("account", _kernel.Catalog.Account(header.Account).Id);
        _json.WriteString("session", header.Session.ToString());
        _json.WriteString("number", header.Number.ToString());
        if (message is not null)
        {
            _json.WritePropertyName("payload");
            _messages.Write(_json, message);
        }
        _json.WriteEndObject();
        _json.Flush();
        _lines.Write("\n"u8);
        if (_lines.WrittenCount >= FlushBytes)
        {
            Flush();
        }
    }

    /// <summary>Hands over the lines so far.</summary>
    public void Flush()
    {
        _output.Write(_lines.WrittenSpan);
        _lines.ResetWrittenCount();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Flush();
        _json.Dispose();
        _messages.Dispose();
    }
}
