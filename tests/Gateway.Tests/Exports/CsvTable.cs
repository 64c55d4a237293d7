using System.Globalization;

namespace Exchange.Gateway.Tests.Exports;

/// <summary>A file of comma-separated values, none of which holds a comma or a quotation mark, with names in its first row.</summary>
internal sealed class CsvTable
{
    private readonly string[] _columns;

    private CsvTable(string[] columns, List<string[]> rows) => (_columns, Rows) = (columns, rows);

    public List<string[]> Rows { get; }

    public string this[int row, string column] => Rows[row][Array.IndexOf(_columns, column)];

    public decimal Number(int row, string column) => decimal.Parse(this[row, column], CultureInfo.InvariantCulture);

    public static CsvTable Read(string path)
    {
        var lines = File.ReadAllText(path).Split('\n');
        Assert.Equal("", lines[^1]);
        var rows = lines[1..^1].Select(line => line.Split(',')).ToList();
        var columns = lines[0].Split(',');
        Assert.All(rows, row => Assert.Equal(columns.Length, row.Length));
        return new(columns, rows);
    }
}
