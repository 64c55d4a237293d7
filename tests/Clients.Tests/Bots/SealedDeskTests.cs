using Exchange.Bots.Internal;
using Exchange.Sdk;

namespace Exchange.Clients.Tests.Bots;

public sealed class SealedDeskTests
{
    private static readonly Schedule Flow = new([new(1, 5), new(9, -5)], PerSecond: true);
    private static readonly Schedule OtherFlow = new([new(1, 4), new(9, -4)], PerSecond: true);
    private static readonly Schedule Once = new([new(1, 5), new(9, -5)]);
    private static readonly EndowmentReport Report = new(3);

    private readonly SealedDesk _desk;
    private ulong _id;

    public SealedDeskTests() => _desk = new("m", () => ++_id);

    [Fact]
    public void Reach_FromNothing_BringsTheBidAndFlowsStand()
    {
        Assert.Equal([new SubmitBid("m", Flow) { Id = 1, Standing = true }], _desk.Reach(Flow));
        Assert.Empty(_desk.Reach(new Schedule([.. Flow.Points], PerSecond: true)));
        Assert.Equal([new SubmitBid("m", Once) { Id = 2 }], new SealedDesk("m", () => ++_id).Reach(Once));
    }

    [Fact]
    public void Reach_AnotherFlow_ReplacesItInOneStep()
    {
        _desk.Reach(Flow);
        Assert.Equal([new ReplaceSchedule("m", 1, OtherFlow)], _desk.Reach(OtherFlow));
        Assert.Equal(Flow, _desk.Live);
        _desk.Apply(new Replaced(0, "m", 1, 8, null));
        Assert.Equal(OtherFlow, _desk.Live);
        Assert.Empty(_desk.Reach(OtherFlow));
    }

    [Fact]
    public void Reach_AnotherInventory_ReplacesTheStandingReportInOneStep()
    {
        Assert.Equal([new SubmitBid("m", new InventoryReport(3)) { Id = 1, Standing = true }], _desk.Reach(new InventoryReport(3)));
        _desk.Apply(new Allocated(0, "m", 1, -2, 1, 0));
        Assert.Equal(new InventoryReport(3), _desk.Live);
        Assert.Equal([new ReplaceReport("m", 1, new InventoryReport(1))], _desk.Reach(new InventoryReport(1)));
        _desk.Apply(new Replaced(0, "m", 1, 0, null));
        Assert.Empty(_desk.Reach(new InventoryReport(1)));
    }

    [Fact]
    public void Reach_AnotherReportOrKind_CancelsFirst()
    {
        _desk.Reach(Report);
        Assert.Equal([new CancelOrder("m", 1)], _desk.Reach(new EndowmentReport(4)));
        _desk.Apply(new Cancelled(0, "m", 1, 0, "USER"));
        Assert.Equal([new SubmitBid("m", Flow) { Id = 2, Standing = true }], _desk.Reach(Flow));
        Assert.Equal([new CancelOrder("m", 2)], _desk.Reach(Once));
        Assert.Equal([new CancelOrder("m", 2)], _desk.Reach(null));
    }

    [Fact]
    public void Reach_TheSameConditionalBid_LeavesItAlone()
    {
        static ConditionalBid Bid() => new(1.5m, 3) { Groups = [new("g", 0.5m)] };
        Assert.Equal([new SubmitBid("m", Bid()) { Id = 1 }], _desk.Reach(Bid()));
        Assert.Empty(_desk.Reach(Bid()));
        Assert.Equal([new CancelOrder("m", 1)], _desk.Reach(Bid() with { Groups = [new("g", 0.6m)] }));
        _desk.Apply(new Allocated(0, "m", 1, 0, 0, 0));
        Assert.Null(_desk.Live);
    }

    [Fact]
    public void Apply_Allocated_OnlyFlowsStay()
    {
        _desk.Reach(Once);
        _desk.Apply(new Allocated(0, "m", 1, 0, 0, 0));
        Assert.Null(_desk.Live);
        _desk.Apply(new Cancelled(0, "m", 1, 10, "CLEARED"));
        _desk.Reach(Flow);
        _desk.Apply(new Allocated(0, "m", 2, 1, -1, 0));
        Assert.Equal(Flow, _desk.Live);
    }

    [Fact]
    public void Refused_ANewBidOrOneThatIsGone_IsForgottenAndARefusedChangeIsNot()
    {
        var submit = Assert.Single(_desk.Reach(Flow));
        var replace = Assert.Single(_desk.Reach(OtherFlow));
        _desk.Refused(replace, new(2, 1, "BUSY", ""));
        Assert.Equal(Flow, _desk.Live);
        _desk.Refused(replace, new(2, 1, "UNKNOWN_ORDER", ""));
        Assert.Null(_desk.Live);
        _desk.Reach(Flow);
        _desk.Refused(submit, new(3, 2, "WRONG_PHASE", ""));
        Assert.Null(_desk.Live);
    }
}
