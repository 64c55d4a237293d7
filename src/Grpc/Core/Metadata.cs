using System.Buffers;
using System.Collections.ObjectModel;
using System.Text;

namespace Grpc.Core;

/// <summary>
/// The key-value pairs that travel before (headers) and behind (trailers) the messages of a call. Keys may repeat.
/// Repeated text values of one key may arrive joined by a comma, as HTTP allows. Not safe for concurrent use.
/// </summary>
public sealed class Metadata : Collection<Metadata.Entry>
{
    /// <summary>Keys that end so carry bytes; all others carry printable ASCII.</summary>
    public const string BinaryHeaderSuffix = "-bin";

    /// <summary>No metadata; it cannot be changed.</summary>
    public static readonly Metadata Empty = new() { _frozen = true };

    private bool _frozen;

    /// <summary>Adds a text value.</summary>
    /// <param name="key">A key that does not end in <c>-bin</c>.</param>
    /// <param name="value">Printable ASCII.</param>
    public void Add(string key, string value) => Add(new Entry(key, value));

    /// <summary>Adds a binary value.</summary>
    /// <param name="key">A key that ends in <c>-bin</c>.</param>
    /// <param name="valueBytes">The bytes.</param>
    public void Add(string key, byte[] valueBytes) => Add(new Entry(key, valueBytes));

    /// <summary>The last entry with this key, or null.</summary>
    /// <param name="key">The key, in any case.</param>
    public Entry? Get(string key) => this.LastOrDefault(entry => entry.HasKey(key));

    /// <summary>The text of the last entry with this key, or null.</summary>
    /// <param name="key">The key, in any case.</param>
    public string? GetValue(string key) => Get(key)?.Value;

    /// <summary>The bytes of the last entry with this key, or null.</summary>
    /// <param name="key">The key, in any case.</param>
    public byte[]? GetValueBytes(string key) => Get(key)?.ValueBytes;

    /// <summary>All entries with this key, in order.</summary>
    /// <param name="key">The key, in any case.</param>
    public IEnumerable<Entry> GetAll(string key) => this.Where(entry => entry.HasKey(key));

    /// <inheritdoc/>
    protected override void InsertItem(int index, Entry item)
    {
        ArgumentNullException.ThrowIfNull(item);
        ThrowIfFrozen();
        base.InsertItem(index, item);
    }

    /// <inheritdoc/>
    protected override void SetItem(int index, Entry item)
    {
        ArgumentNullException.ThrowIfNull(item);
        ThrowIfFrozen();
        base.SetItem(index, item);
    }

    /// <inheritdoc/>
    protected override void RemoveItem(int index)
    {
        ThrowIfFrozen();
        base.RemoveItem(index);
    }

    /// <inheritdoc/>
    protected override void ClearItems()
    {
        ThrowIfFrozen();
        base.ClearItems();
    }

    private void ThrowIfFrozen()
    {
        if (_frozen)
        {
            throw new InvalidOperationException("This metadata cannot be changed.");
        }
    }

    /// <summary>One key and its value. Immutable.</summary>
    public sealed class Entry
    {
        private static readonly SearchValues<char> KeyCharacters =
            SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_.");

        private readonly string? _text;
        private readonly byte[]? _bytes;

        /// <summary>A text entry.</summary>
        /// <param name="key">Letters, digits, <c>-</c>, <c>_</c>, <c>.</c>; lowered here; must not end in <c>-bin</c>.</param>
        /// <param name="value">Printable ASCII.</param>
        /// <exception cref="ArgumentException">The key or the value cannot travel.</exception>
        public Entry(string key, string value)
            : this(Normalised(key, binary: false), value, bytes: null)
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            {
                throw new ArgumentException("A text value holds printable ASCII only; use a key that ends in -bin.", nameof(value));
            }
        }

        /// <summary>A binary entry.</summary>
        /// <param name="key">As for text, but it must end in <c>-bin</c>.</param>
        /// <param name="valueBytes">The bytes; kept, not copied.</param>
        /// <exception cref="ArgumentException">The key cannot travel.</exception>
        public Entry(string key, byte[] valueBytes)
            : this(Normalised(key, binary: true), text: null, valueBytes)
        {
            ArgumentNullException.ThrowIfNull(valueBytes);
        }

        private Entry(string key, string? text, byte[]? bytes)
        {
            Key = key;
            _text = text;
            _bytes = bytes;
        }

        /// <summary>The key, in lower case.</summary>
        public string Key { get; }

        /// <summary>Whether the value is bytes rather than text.</summary>
        public bool IsBinary => _bytes is not null;

        /// <summary>The text.</summary>
        /// <exception cref="InvalidOperationException">The entry is binary.</exception>
        public string Value => _text ?? throw new InvalidOperationException($"The value of {Key} is binary.");

        /// <summary>The bytes; of a text entry its ASCII bytes.</summary>
        public byte[] ValueBytes => _bytes ?? Encoding.ASCII.GetBytes(_text!);

        /// <inheritdoc/>
        public override string ToString() => $"[Entry: key={Key}, {(IsBinary ? $"valueBytes={Convert.ToHexString(_bytes!)}" : $"value={_text}")}]";

        // What a peer sent is taken as it is: its key came through an HTTP/2 stack, which checks names itself.
        internal static Entry Received(string key, string text) => new(key.ToLowerInvariant(), text, bytes: null);

        internal static Entry Received(string key, byte[] bytes) => new(key.ToLowerInvariant(), text: null, bytes);

        internal bool HasKey(string key) => string.Equals(Key, key, StringComparison.OrdinalIgnoreCase);

        private static string Normalised(string key, bool binary)
        {
            ArgumentException.ThrowIfNullOrEmpty(key);
            var lower = key.ToLowerInvariant();
            if (lower.AsSpan().ContainsAnyExcept(KeyCharacters))
            {
                throw new ArgumentException($"'{key}' is not a metadata key: letters, digits, '-', '_' and '.' only.", nameof(key));
            }

            if (lower.EndsWith(BinaryHeaderSuffix, StringComparison.Ordinal) != binary)
            {
                throw new ArgumentException($"'{key}': keys of binary values end in -bin, others do not.", nameof(key));
            }

            return lower;
        }
    }
}
