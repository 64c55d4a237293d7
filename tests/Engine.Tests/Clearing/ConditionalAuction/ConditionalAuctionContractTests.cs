using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Clearing.ConditionalAuction;

public abstract class ConditionalAuctionContractTests : SessionRuleContract
{
    protected override SessionRule Create() => NewAuction().Rule;

    protected override CollectedBids Draw(SeededGenerator random) => NewAuction().Collect(DrawBids(random));

    private protected abstract SampleBid[] DrawBids(SeededGenerator random);

    private static SampleAuction NewAuction() => new(0.37, "0.01", "0.001", maxDeficit: 10);
}

public class AffineAuctionContractTests : ConditionalAuctionContractTests
{
    private protected override SampleBid[] DrawBids(SeededGenerator random) => RandomBids.Affine(random);
}

public class PrivateAuctionContractTests : ConditionalAuctionContractTests
{
    private protected override SampleBid[] DrawBids(SeededGenerator random) => RandomBids.Private(random);
}

public class BoundedAuctionContractTests : ConditionalAuctionContractTests
{
    private protected override SampleBid[] DrawBids(SeededGenerator random) => RandomBids.Bounded(random, 2 + (int)random.NextBelow(11));
}
