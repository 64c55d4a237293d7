using Exchange.Engine.Clearing;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Clearing.ConditionalAuction;

/// <summary>
/// The same bits on every machine: price, and quantity, residual slope and payment of every bid, of fixed bids, one set for
/// each way of clearing. A change to how the rule computes changes these, and makes journals replay to other states.
/// </summary>
public class SameBitsTests
{
    internal static readonly Dictionary<string, (SampleBid[] Bids, string[] Bits)> Cases = new()
    {
        ["affine"] = (
            [
                new(101.3, 0.7, new("g1", 0.13), new("#3", -0.21)) { Groups = [1] },
                new(99.17, 1.9, new SampleCondition("g2", 0.3)) { Groups = [1, 2] },
                new(100.01, 0.00003),
                new(98.6, 2.3, new("g1", -0.11), new("g2", 0.07)) { Groups = [2] },
                new(103.9, 1.1),
            ],
            [
                "405900a5ec1d4e3e",
                "3fff2fb01421beac 3efdb7e2d1712a95 4068746085774fd2",
                "bfe1ab751978d082 3f025ad1a7f507ed c04b9566096e5cc5",
                "c010f22bd2b4abd1 3fd38676941195da c07a71c1feef3e2d",
                "bfe64b7e3d478fa3 3efbe8304adb29c7 c05165af06c5a46e",
                "400c4a3c71089055 3eff747dd02f694e 40763f94f6e6a240",
            ]),
        ["private"] = (
            [
                new(0, 0) { Points = [(9_871, 3_001), (9_990, 17), (10_012, 0), (10_300, -911)] },
                new(0, 0) { Points = [(9_993, 0), (9_993, -1_313)] },
                new(100.7, 0.9) { Min = -2_000, Max = 777 },
                new(0, 0) { Points = [(9_700, 1_700), (10_150, 1_700), (10_150, 0)] },
                new(99.31, 2.7) { Max = 4_000 },
            ],
            [
                "405921b7fe6182d5",
                "bfc0791dc0a96784 3fe599999999999a c029e140c9c5eb54",
                "bff5020c49ba5e35 3fe1ccad940c976e c06084df948769ef",
                "3fc8a0039916266f 3ff74cd8f35b8498 403351d002d52a0d",
                "3ffb333333333333 3fe1ccad940c976e 4065575228430cb3",
                "bfdcd80e9219b36e 3fe66afbb407393b c046ab7c1b94320f",
            ]),
        ["private, cut at a step"] = (
            [
                new(0, 0) { Points = [(9_993, 0), (9_993, -5_000)] },
                new(101.7, 1.3) { Min = -2_000, Max = 3_000 },
                new(99.31, 2.7) { Max = 4_000 },
                new(0, 0) { Points = [(9_700, 1_700), (10_150, 1_100), (10_150, 0)] },
            ],
            [
                "4058fb851eb851ec",
                "c00387a9f8eaa68f 3fe9238612cb0ee7 c06ea3abbca0fc1b",
                "3ff5c8dc8dc8dc8d 0000000000000000 40610cd8ff922dc1",
                "bfcd6480f2b9d648 0000000000000000 c036efe8018f4b0a",
                "3ff4f3078263ab5a 0000000000000000 406065152e144d8c",
            ]),
        ["bounded"] = (
            [
                new(103.3, 0.7, new SampleCondition("g1", 0.13)) { Groups = [1], Min = -1_000, Max = 2_500 },
                new(99.17, 1.9, new SampleCondition("g2", 0.3)) { Groups = [1, 2], Min = -300 },
                new(98.6, 2.3, new("g1", -0.11), new("#1", 0.07)) { Groups = [2] },
                new(0, 0) { Points = [(9_871, 3_001), (9_990, 17), (10_012, 0), (10_300, -911)] },
                new(0, 0) { Points = [(10_013, 0), (10_013, -1_313)] },
                new(100.9, 1.1) { Min = -600, Max = 200, Groups = [1] },
            ],
            [
                "4059216e6ecd6111",
                "4004000000000000 3ff448825d440ef5 406f6969509b33e5",
                "bfd3333333333333 3ff4ee7ad77ad628 c03e30097d9c81ea",
                "bfeeb60f2edfaceb 40094a77b5d03a71 c058327651c6102a",
                "bfc04a9429e18dde 4002666666666665 c0299d38863cf51a",
                "bff5020c49ba5e35 3ff54d51f8beb5b3 c06089ca1ddb431b",
                "3fc999999999999a 3ff448825d440ef5 403416261c15689e",
            ]),
    };

    [Theory]
    [InlineData("affine")]
    [InlineData("private")]
    [InlineData("private, cut at a step")]
    [InlineData("bounded")]
    public void Clear_FixedBids_GivesTheseBits(string name) => Assert.Equal(Cases[name].Bits, Clear(Cases[name].Bids));

    /// <summary>The price; of every bid the quantity, the residual slope and the payment.</summary>
    internal static IEnumerable<string> Clear(SampleBid[] bids)
    {
        var auction = new SampleAuction(0.37, "0.01", "0.001");
        Assert.Equal(ClearingFailure.None, auction.Clear(bids));
        var solution = auction.Solution;
        yield return Hex(solution.Price);
        for (var bid = 0; bid < bids.Length; bid++)
        {
            yield return $"{Hex(solution.QuantityOf(bid))} {Hex(solution.ResidualSlopeOf(bid))} {Hex(solution.PaymentOf(bid))}";
        }
    }

    private static string Hex(double value) => BitConverter.DoubleToInt64Bits(value).ToString("x16");
}
