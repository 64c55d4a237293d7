using System.Runtime.InteropServices;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Kernel;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Clearing.CallAuction;
using Exchange.Engine.Tests.Kernel;

namespace Exchange.Engine.Tests.Mechanisms;

/// <summary>Random live call auctions with bids of every kind that come, change, stand and go, clearing after clearing.</summary>
public class LiveAuctionTests
{
    private const int Steps = 150;
    private const ulong Seeds = 12;

    public static TheoryData<string> Shapes => new(BidShape.All.Select(shape => shape.Name));

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Market_RandomInstructions_ClearsAsItsTwinAndKeepsItsPromises(string name)
    {
        var shape = BidShape.All.Single(shape => shape.Name == name);
        var clearings = 0;
        for (var seed = 1UL; seed <= Seeds; seed++)
        {
            var run = new LiveAuctionRun(shape, seed);
            for (var step = 0; step < Steps; step++)
            {
                run.Step();
            }
            clearings += run.Clearings;
        }
        Assert.True(clearings > 10 * (int)Seeds || name == "market orders alone", $"{clearings} clearings prove little");
    }

    [Fact]
    public void Market_LimitOrdersWrittenAsSchedules_TellsTheSameToTheByte()
    {
        var shape = BidShape.All.Single(shape => shape.Name == "orders");
        for (var seed = 1UL; seed <= Seeds; seed++)
        {
            var random = new SeededGenerator(seed);
            var definition = LiveMarket.Definition(
                KernelBench.Grid("1", "1"),
                new CallAuctionDefinition((Rationing)(seed % 3), (RationingScope)(seed % 2), Auction.Seed, new Price(104)));
            var (orders, schedules) = (new LiveMarket(definition, new double[4]), new LiveMarket(definition, new double[4]));
            for (var step = 0; step < Steps; step++)
            {
                var (trader, id) = ((int)random.NextBelow(4), 1 + (ulong)random.NextBelow(20));
                switch (random.NextBelow(8))
                {
                    case 0:
                        orders.Clear();
                        schedules.Clear();
                        break;
                    case 1:
                        Assert.Equal(orders.Cancel(trader, id), schedules.Cancel(trader, id));
                        break;
                    default:
                        var bid = shape.Next(random, trader, id, default);
                        Assert.Equal(orders.Submit(trader, bid), schedules.Submit(trader, bid.AsSchedule()));
                        break;
                }
                Assert.Equal(Bytes(orders), Bytes(schedules));
            }
        }
    }

    private static byte[] Bytes(LiveMarket market) => MemoryMarshal.AsBytes<Event>(market.Events).ToArray();
}
