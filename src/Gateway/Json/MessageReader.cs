using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Google.Protobuf;

namespace Exchange.Gateway.Json;

/// <summary>
/// Reads messages from proto3 JSON, strictly: unknown and repeated fields, unknown enum names, numbers in place of
/// decimal strings, deep nesting and anything after the message are errors.
/// </summary>
public static class MessageReader
{
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(false));

    // The parser takes the last of repeated fields; the document refuses them, and says where the text goes wrong.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    /// <summary>Reads one message; false, with the error in one line, when the bytes are not exactly that.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="message">What was read; meaningless when false.</param>
    /// <param name="error">What is wrong with it and, if known, where; "" when nothing is.</param>
    public static bool TryRead<T>(ReadOnlyMemory<byte> json, out T message, out string error)
        where T : IMessage<T>, new()
    {
        message = new();
        error = "";
        try
        {
            if (!Utf8.IsValid(json.Span))
            {
                error = "the text is not UTF-8";
                return false;
            }
            using (JsonDocument.Parse(json, Strict))
            {
                message = Parser.Parse<T>(Encoding.UTF8.GetString(json.Span));
                return true;
            }
        }
        catch (JsonException exception)
        {
            error = Describe(exception);
        }
        catch (Exception exception) when (exception is InvalidProtocolBufferException or InvalidJsonException)
        {
            error = Describe(exception.Message);
        }
        return false;
    }

    private static string Describe(JsonException exception)
    {
        var end = exception.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var sentence = (end < 0 ? exception.Message : exception.Message[..end]).TrimEnd('.');
        return exception.BytePositionInLine is { } position ? $"{sentence}, at byte {position + 1}" : sentence;
    }

    private static string Describe(string message) =>
        message.Contains("JSON number for field type String", StringComparison.Ordinal)
            ? "a number stands where a decimal string is expected, such as \"9.99\""
            : message.ReplaceLineEndings(" ");
}
