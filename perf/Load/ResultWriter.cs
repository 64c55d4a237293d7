using System.Text.Json;
using Exchange.Cli;

namespace Exchange.Load;

/// <summary>Prints results on the standard output: one JSON line each, or a table of comma-separated values.</summary>
internal sealed class ResultWriter(bool asCsv)
{
    private bool _hasHeading;

    /// <summary>Prints one result.</summary>
    public void Write(Result result)
    {
        if (asCsv)
        {
            WriteRow(result);
            return;
        }
        using var output = Files.OpenOutput();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            foreach (var (name, value) in result.Fields().Where(field => field.Value is not null))
            {
                json.WritePropertyName(name);
                JsonSerializer.Serialize(json, value);
            }
            json.WriteEndObject();
        }
        output.WriteByte((byte)'\n');
    }

    private void WriteRow(Result result)
    {
        if (!_hasHeading)
        {
            Console.WriteLine(string.Join(',', result.Fields().Select(field => field.Name)));
            _hasHeading = true;
        }
        Console.WriteLine(string.Join(',', result.Fields().Select(field => Cell(field.Value))));
    }

    // Text may have commas in it.
    private static string Cell(object? value) => value is string text ? $"\"{text.Replace("\"", "\"\"")}\"" : $"{value}";
}
