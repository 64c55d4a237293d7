using System.Text.Json;

namespace Exchange.Lab;

/// <summary>
/// What an experiment found: a row a line, a name a column. Cells are texts, whole numbers, numbers and nothing (null).
/// </summary>
/// <param name="Name">The experiment's name.</param>
/// <param name="Title">One line for a person.</param>
/// <param name="Columns">The columns' names, lowerCamelCase.</param>
/// <param name="Rows">The rows, each with a cell a column.</param>
public sealed record Table(
    string Name, string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows)
{
    private const string Gap = "  ";

    /// <summary>Writes the title and aligned columns, numbers with five digits.</summary>
    /// <param name="output">Where to.</param>
    public void WriteText(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        string[][] lines = [[.. Columns], .. Rows.Select(row => row.Select(Format).ToArray())];
        int[] widths = [.. Enumerable.Range(0, Columns.Count).Select(column => lines.Max(line => line[column].Length))];
        bool[] areTexts = [.. Enumerable.Range(0, Columns.Count).Select(column => Rows.Any(row => row[column] is string))];
        output.WriteLine(Title);
        output.WriteLine();
        foreach (var line in lines)
        {
            output.WriteLine(string.Join(
                Gap,
                line.Select((cell, column) => areTexts[column] ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).TrimEnd());
        }
    }

    /// <summary>Writes a line of JSON a row: the table's name and the cells by the columns' names.</summary>
    /// <param name="output">Where to.</param>
    public void WriteJson(Stream output)
    {
        ArgumentNullException.ThrowIfNull(output);
        foreach (var row in Rows)
        {
            using (var json = new Utf8JsonWriter(output))
            {
                json.WriteStartObject();
                json.WriteString("table", Name);
                for (var column = 0; column < row.Count; column++)
                {
                    json.WritePropertyName(Columns[column]);
                    JsonSerializer.Serialize(json, row[column]);
                }
                json.WriteEndObject();
            }
            output.WriteByte((byte)'\n');
        }
    }

    private static string Format(object? cell) => cell switch
    {
        null => "",
        double number => (number + 0.0).ToString("G5"),
        _ => cell.ToString()!,
    };
}
