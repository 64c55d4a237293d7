using System.Buffers.Text;
using System.Security.Cryptography;

namespace Exchange.Cli.Replay;

/// <summary>
/// The canonical reports of a replay: one line each, ordered by the message that caused them and then by type, hashed
/// with SHA-256 as they come. The caller keeps that order.
/// </summary>
internal sealed class CanonicalReports : IDisposable
{
    private const int MaxLineBytes = 160;

    private readonly Stream _lines;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _length;
    private bool _isFirst = true;

    /// <param name="lines">Where the lines are copied to.</param>
    public CanonicalReports(Stream lines) => _lines = lines;

    /// <summary>How many trades have been reported.</summary>
    public long Trades { get; private set; }

    public void Accepted(ulong sequence, byte side, ulong id, long ticks, long quantity)
    {
        Begin(0, sequence);
        Add(side);
        Add(id);
        Add(ticks);
        Add(quantity);
    }

    public void Trade(ulong sequence, long ticks, long quantity, ulong makerId, ulong takerId)
    {
        Begin(1, sequence);
        Add(ticks);
        Add(quantity);
        Add(makerId);
        Add(takerId);
        Trades++;
    }

    /// <summary>A cancelled order, or the rest of an immediate-or-cancel one.</summary>
    public void Cancelled(ulong sequence, byte side, ulong id, long ticks)
    {
        Begin(2, sequence);
        Add(side);
        Add(id);
        Add(ticks);
    }

    public void Modified(ulong sequence, byte side, ulong id, long ticks, long quantity)
    {
        Begin(3, sequence);
        Add(side);
        Add(id);
        Add(ticks);
        Add(quantity);
    }

    public void CancelRejected(ulong sequence, ulong id)
    {
        Begin(4, sequence);
        Add(id);
    }

    public void ModifyRejected(ulong sequence, ulong id)
    {
        Begin(5, sequence);
        Add(id);
    }

    /// <summary>The hash of all lines, 64 lower-case hexadecimal digits; the last call.</summary>
    public string Finish()
    {
        Flush();
        _lines.Flush();
        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    public void Dispose() => _hash.Dispose();

    // Lines are joined, not ended, by '\n': one precedes every line but the first.
    private void Begin(byte type, ulong sequence)
    {
        if (_length > _buffer.Length - MaxLineBytes)
        {
            Flush();
        }
        if (!_isFirst)
        {
            _buffer[_length++] = (byte)'\n';
        }
        _isFirst = false;
        _buffer[_length++] = (byte)('0' + type);
        Add(sequence);
    }

    private void Add(ulong value)
    {
        _buffer[_length++] = (byte)',';
        Utf8Formatter.TryFormat(value, _buffer.AsSpan(_length), out var written);
        _length += written;
    }

    private void Add(long value)
    {
        _buffer[_length++] = (byte)',';
        Utf8Formatter.TryFormat(value, _buffer.AsSpan(_length), out var written);
        _length += written;
    }

    private void Flush()
    {
        _hash.AppendData(_buffer, 0, _length);
        _lines.Write(_buffer, 0, _length);
        _length = 0;
    }
}
