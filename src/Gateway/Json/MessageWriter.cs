using System.Buffers;
using System.Collections;
using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Exchange.Gateway.Json;

/// <summary>
/// Writes messages as compact proto3 JSON, one a line. Every field is written, also when zero or empty, but for
/// messages that are not set and the members of a oneof that are not the chosen one. Maps are written in the order of
/// their keys. One thread.
/// </summary>
public sealed class MessageWriter : IDisposable
{
    // What JSON itself does not need escaped stays readable; nothing here ends up in a web page's source.
    internal static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly IBufferWriter<byte> _output;
    private readonly Utf8JsonWriter _json;
    private readonly Func<ulong, string>? _nameOf;
    private readonly Dictionary<MessageDescriptor, Field[]> _fields = [];

    /// <summary>Writes to a buffer.</summary>
    /// <param name="output">Where the lines go.</param>
    /// <param name="nameOf">Names the ids of orders, which are numbers in messages; null: they are written as numbers.</param>
    public MessageWriter(IBufferWriter<byte> output, Func<ulong, string>? nameOf = null)
    {
        _output = output;
        _json = new(output, Options);
        _nameOf = nameOf;
    }

    /// <summary>Writes a message and ends the line.</summary>
    /// <param name="message">The message.</param>
    public void WriteLine(IMessage message)
    {
        _json.Reset();
        Write(_json, message);
        _json.Flush();
        _output.Write("\n"u8);
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    /// <summary>Writes a message as a value into other JSON.</summary>
    internal void Write(Utf8JsonWriter json, IMessage message)
    {
        json.WriteStartObject();
        foreach (var field in FieldsOf(message.Descriptor))
        {
            if (field.Descriptor.HasPresence && !field.Descriptor.Accessor.HasValue(message))
            {
                continue;
            }
            json.WritePropertyName(field.Name);
            var value = field.Descriptor.Accessor.GetValue(message);
            if (field.Descriptor.IsMap)
            {
                WriteMap(json, field.Descriptor.MessageType.Fields[2], (IDictionary)value);
            }
            else if (field.Descriptor.IsRepeated)
            {
                WriteArray(json, field.Descriptor, (IList)value);
            }
            else if (field.IsId && _nameOf is not null)
            {
                json.WriteStringValue(_nameOf((ulong)value));
            }
            else
            {
                WriteValue(json, field.Descriptor, value);
            }
        }
        json.WriteEndObject();
    }

    private void WriteArray(Utf8JsonWriter json, FieldDescriptor field, IList values)
    {
        json.WriteStartArray();
        foreach (var value in values)
        {
            WriteValue(json, field, value);
        }
        json.WriteEndArray();
    }

    private void WriteMap(Utf8JsonWriter json, FieldDescriptor field, IDictionary values)
    {
        json.WriteStartObject();
        // A map has no order of its own: by key, the same state is the same bytes whatever came first.
        foreach (var key in values.Keys.Cast<string>().Order(StringComparer.Ordinal))
        {
            json.WritePropertyName(key);
            WriteValue(json, field, values[key]!);
        }
        json.WriteEndObject();
    }

    private void WriteValue(Utf8JsonWriter json, FieldDescriptor field, object value)
    {
        switch (value)
        {
            case string text:
                json.WriteStringValue(text);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case uint number:
                json.WriteNumberValue(number);
                break;
            case ulong number:
                // Beyond 2^53 many readers of JSON lose digits: proto3 JSON writes 64-bit numbers as strings.
                json.WriteStringValue(number.ToString());
                break;
            case IMessage message:
                Write(json, message);
                break;
            default:
                WriteEnum(json, field, Convert.ToInt32(value));
                break;
        }
    }

    private static void WriteEnum(Utf8JsonWriter json, FieldDescriptor field, int number)
    {
        if (field.EnumType.FindValueByNumber(number) is { } named)
        {
            json.WriteStringValue(named.Name);
        }
        else
        {
            json.WriteNumberValue(number);
        }
    }

    private Field[] FieldsOf(MessageDescriptor message)
    {
        if (!_fields.TryGetValue(message, out var fields))
        {
            fields = [.. message.Fields.InDeclarationOrder().Select(field => new Field(field))];
            _fields.Add(message, fields);
        }
        return fields;
    }

    private sealed class Field(FieldDescriptor descriptor)
    {
        public FieldDescriptor Descriptor { get; } = descriptor;

        public JsonEncodedText Name { get; } = JsonEncodedText.Encode(descriptor.JsonName);

        public bool IsId { get; } = descriptor.FieldType == FieldType.UInt64 && descriptor.Name == "id";
    }
}
