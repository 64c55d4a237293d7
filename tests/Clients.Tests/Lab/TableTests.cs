using System.Text;
using Exchange.Lab;

namespace Exchange.Clients.Tests.Lab;

public sealed class TableTests
{
    private static readonly Table Table = new(
        "t", "A title.", ["name", "count", "share"], [["one", 5, 0.123456789], ["three", 12_000, null], ["six", 1, -1e-13]]);

    [Fact]
    public void WriteText_Cells_AreAligned()
    {
        var text = new StringWriter { NewLine = "\n" };
        Table.WriteText(text);
        Assert.Equal(
            "A title.\n\n" +
            "name   count    share\n" +
            "one        5  0.12346\n" +
            "three  12000\n" +
            "six        1   -1E-13\n",
            text.ToString());
    }

    [Fact]
    public void WriteJson_Rows_AreLinesWithEveryDigit()
    {
        var bytes = new MemoryStream();
        Table.WriteJson(bytes);
        Assert.Equal(
            """
            {"table":"t","name":"one","count":5,"share":0.123456789}
            {"table":"t","name":"three","count":12000,"share":null}
            {"table":"t","name":"six","count":1,"share":-1E-13}

            """,
            Encoding.UTF8.GetString(bytes.ToArray()),
            ignoreLineEndingDifferences: true);
    }
}
