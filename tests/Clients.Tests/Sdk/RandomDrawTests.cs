using System.Globalization;
using System.Security.Cryptography;
using Exchange.Sdk;

namespace Exchange.Clients.Tests.Sdk;

public sealed class RandomDrawTests
{
    private const string Secret = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    [Fact]
    public void Keeps_TheHashOfTheSecretAndNoOther_IsTrue()
    {
        var draw = new RandomDraw(Secret);
        // printf of the 32 bytes | sha256sum
        const string Commitment = "630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd";
        Assert.True(draw.Keeps(Commitment));
        Assert.True(draw.Keeps(Commitment.ToUpper(CultureInfo.InvariantCulture)));
        Assert.False(draw.Keeps(Secret));
        Assert.False(draw.Keeps(""));
    }

    [Fact]
    public void OrderOfService_IsByAscendingTickets()
    {
        // The same in other words: sorted as hex.
        const int Bids = 300;
        var expected = Enumerable.Range(0, Bids)
            .OrderBy(arrival => Convert.ToHexString(SHA256.HashData(Convert.FromHexString(Secret + LittleEndian(arrival)))), StringComparer.Ordinal);
        Assert.Equal(expected, new RandomDraw(Secret).OrderOfService(Bids));
        Assert.Empty(new RandomDraw(Secret).OrderOfService(0));

        static string LittleEndian(int number) =>
            string.Concat(Enumerable.Range(0, 8).Select(place => (((long)number >> (8 * place)) & 0xFF).ToString("x2", CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("not hex")]
    public void RandomDraw_NotASecret_Throws(string revealed) => Assert.Throws<FormatException>(() => new RandomDraw(revealed));
}
