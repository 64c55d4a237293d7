namespace Exchange.Clients.Tests.Cli;

public sealed class ExportCommandTests(JournalFixture journal) : IClassFixture<JournalFixture>
{
    [Fact]
    public void Export_IntactJournal_WritesEveryFileAndChangesNothing()
    {
        using var data = Copy(segment => segment);
        var before = File.ReadAllBytes(Directory.GetFiles(data.Path).Single());
        using var place = new TemporaryDirectory();
        var folder = place.File("new");

        Assert.Equal(
            """{"commands":11,"lastSequence":11}""" + "\n",
            ExchangeProcess.Run("export", data.Path, "--to", folder, "--levels", "1", "--price-scale", "100").AssertSucceeded());

        Assert.Equal(
            [
                "allocations.csv", "balances.csv", "clearings.csv", "lit_message.csv", "lit_orderbook.csv", "markets.csv", "orders.csv",
                "phases.csv", "quotes.csv", "trades.csv", "transfers.csv",
            ],
            Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(
            """
            1.250000000,1,1,3,999,-1
            1.250000000,2,1,1,999,-1
            1.250000000,4,1,1,999,-1
            1.250000000,3,1,1,999,-1
            1.250000000,7,0,0,-1,-1

            """,
            File.ReadAllText(Path.Combine(folder, "lit_message.csv")));
        Assert.Equal("999,3,-9999999999,0", File.ReadLines(Path.Combine(folder, "lit_orderbook.csv")).First());
        Assert.Equal(
            """
            time,command,trade,market,price,quantity,buyer,buy_id,seller,sell_id,aggressor,buyer_fee,seller_fee,reference_bid,reference_ask
            1.250000000,6,1,lit,9.99,0.5,A,42,A,41,BUY,0,0,,

            """,
            File.ReadAllText(Path.Combine(folder, "trades.csv")));
        Assert.Equal([folder], Directory.GetFileSystemEntries(place.Path));
        Assert.Equal(before, File.ReadAllBytes(Directory.GetFiles(data.Path).Single()));
    }

    [Fact]
    public void Export_DamagedJournal_WritesWhatWasBeforeAndFails()
    {
        using var data = Copy(segment =>
        {
            segment[segment.Length / 2] ^= 0x10;
            return segment;
        });
        using var place = new TemporaryDirectory();

        var result = ExchangeProcess.Run("export", data.Path, "--to", place.Path);

        result.AssertFailed(1, "damaged");
        Assert.Contains(",lit,", File.ReadAllText(place.File("markets.csv")), StringComparison.Ordinal);
    }

    [Fact]
    public void Export_PriceScaleThatDoesNotFit_LeavesNothing()
    {
        using var place = new TemporaryDirectory();

        ExchangeProcess.Run("export", journal.DataDirectory, "--to", place.File("new"), "--price-scale", "10").AssertFailed(2, "--price-scale");

        Assert.Empty(Directory.GetFileSystemEntries(place.Path));
    }

    [Fact]
    public void Export_FolderThatIsThere_IsLeftAlone()
    {
        using var place = new TemporaryDirectory();
        File.WriteAllText(place.File("mine"), "");

        ExchangeProcess.Run("export", journal.DataDirectory, "--to", place.Path).AssertFailed(1, "--to");
        ExchangeProcess.Run("export", journal.DataDirectory, "--to", place.File("mine")).AssertFailed(1, "--to");

        Directory.CreateDirectory(place.File("new.partial"));
        ExchangeProcess.Run("export", journal.DataDirectory, "--to", place.File("new")).AssertFailed(1, "new.partial");
        Assert.Equal(2, Directory.GetFileSystemEntries(place.Path).Length);
    }

    [Fact]
    public void Export_DirectoryWithoutAJournal_IsAFailure()
    {
        using var empty = new TemporaryDirectory();

        ExchangeProcess.Run("export", empty.Path, "--to", empty.File("new")).AssertFailed(1, "holds no journal");
    }

    private TemporaryDirectory Copy(Func<byte[], byte[]> change)
    {
        var copy = new TemporaryDirectory();
        var segment = Directory.GetFiles(Path.Combine(journal.DataDirectory, "journal"), "*.journal").Order(StringComparer.Ordinal).First();
        File.WriteAllBytes(copy.File(Path.GetFileName(segment)), change([.. journal.Segment]));
        return copy;
    }
}
