using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Clearing.ConditionalAuction;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Charging;
using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Bids;
using Exchange.Engine.Tests.Clearing.CallAuction;
using Economy = Exchange.Engine.Tests.Clearing.DirectExchange.Economy;

namespace Exchange.Engine.Tests.Kernel;

/// <summary>Session markets on the bench. Bids are written as <see cref="Auction"/> says.</summary>
internal sealed partial class KernelBench
{
    /// <summary>The market that the commands are for.</summary>
    public SessionMarket Session => (SessionMarket)Kernel.Markets[_header.Market];

    /// <summary>A bench with one call auction that clears on the operator's word, and accounts of a name each.</summary>
    public static KernelBench WithAuction(params ReadOnlySpan<string> accounts) => With(AuctionRule(), [], accounts);

    /// <summary>A bench with one session market that clears on the operator's word, and accounts of a name each.</summary>
    public static KernelBench With(SessionRuleDefinition rule, Charge[] charges, params ReadOnlySpan<string> accounts)
    {
        var bench = new KernelBench();
        bench.Define(SessionDefinition("auction", rule, charges));
        foreach (var account in accounts)
        {
            bench.DefineAccount(account);
        }
        return bench;
    }

    /// <summary>A session market on instrument XYZ with ticks and lots of one, cleared on the operator's word.</summary>
    public static MarketDefinition SessionDefinition(string id, SessionRuleDefinition rule, params Charge[] charges) =>
        Definition(id) with { Rule = rule, Trigger = Trigger.Operator, Charges = Charges.None with { OnClearing = charges } };

    /// <summary>A call auction's definition; with random rationing it has the seed of <see cref="Auction"/>.</summary>
    public static CallAuctionDefinition AuctionRule(
        Rationing rationing = Rationing.Time, RationingScope scope = RationingScope.Marginal, int? reference = null) =>
        new(rationing, scope, rationing == Rationing.Random ? Auction.Seed : [], reference is { } ticks ? new Price(ticks) : null);

    /// <summary>A conditional auction's definition of a stated tax; without a greatest deficit the operator pays any.</summary>
    public static ConditionalAuctionDefinition ConditionalRule(string sigma = "0", string? maxDeficit = null) =>
        ConditionalRule(new FixedTaxSlope(Decimal(sigma)), maxDeficit);

    /// <summary>A conditional auction's definition.</summary>
    public static ConditionalAuctionDefinition ConditionalRule(TaxSlope tax, string? maxDeficit = null) =>
        new(tax, Collar: null, MaxQuantity: null, maxDeficit is null ? null : Cash(maxDeficit));

    /// <summary>An account with a capacity.</summary>
    public string[] DefineTrader(string account, double capacity, params string[] groups) =>
        Define(new AccountDefinition(account, Engine.Kernel.Holdings.Nothing, groups, Economy.DecimalOf(capacity)));

    /// <summary>An account with cash and units, in groups.</summary>
    public string[] DefineMember(string account, string[] groups, string cash = "0", string units = "0") =>
        Define(new AccountDefinition(account, Holdings(cash, units), groups, default));

    /// <summary>Brings a bid, written as text, for the next clearing.</summary>
    public string[] Bid(string account, ulong id, string bid) => Submit(account, Auction.Bid(bid, 0, id) with { IsStanding = false });

    /// <summary>Brings a bid, written as text, that stands.</summary>
    public string[] Stand(string account, ulong id, string bid) => Submit(account, Auction.Bid(bid, 0, id));

    /// <summary>Brings a bid of the account.</summary>
    public string[] Submit(string account, ListedBid bid)
    {
        if (bid.Order is { } order)
        {
            return Apply(Commands.SubmitOrder(_record, Of(account), bid.Id, order, bid.IsStanding));
        }
        if (bid.Reported is { } reported)
        {
            return Apply(Commands.SubmitReport(_record, Of(account), bid.Id, bid.Kind, reported, bid.IsStanding));
        }
        if (bid.Conditional is { } conditional)
        {
            return Apply(Commands.SubmitConditional(_record, Of(account), bid.Id, conditional.ToBid(TargetOf), bid.IsStanding));
        }
        Assert.Equal(Reason.None, DemandSchedule.TryCreate(bid.Points, bid.IsPerSecond, out var schedule));
        return Apply(Commands.SubmitSchedule(_record, Of(account), bid.Id, schedule, bid.IsStanding));
    }

    /// <summary>Puts a schedule, written as text, in the place of another.</summary>
    public string[] ReplaceSchedule(string account, ulong id, string bid) => ReplaceSchedule(account, Auction.Bid(bid, 0, id));

    /// <summary>Puts a schedule in the place of another with its id.</summary>
    public string[] ReplaceSchedule(string account, ListedBid bid)
    {
        Assert.Equal(Reason.None, DemandSchedule.TryCreate(bid.Points, bid.IsPerSecond, out var schedule));
        return Apply(Commands.ReplaceSchedule(_record, Of(account), bid.Id, schedule));
    }

    /// <summary>Puts a conditional bid, written as text, in the place of another.</summary>
    public string[] ReplaceConditional(string account, ulong id, string bid) =>
        ReplaceConditional(account, id, ListedConditional.Parse(bid));

    /// <summary>Puts a conditional bid in the place of another.</summary>
    public string[] ReplaceConditional(string account, ulong id, ListedConditional bid) =>
        Apply(Commands.ReplaceConditional(_record, Of(account), id, bid.ToBid(TargetOf)));

    /// <summary>The operator's word.</summary>
    public string[] Clear() => Apply(Commands.Clear(_record, _header));

    private ConditionTarget TargetOf(string name) => Kernel.Catalog.TryFindGroup(name, out var group)
        ? ConditionTarget.Group(group)
        : ConditionTarget.Account(NumberOf(name));
}
