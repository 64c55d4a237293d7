using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Markets.Charging;
using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Markets;

/// <summary>A market that collects bids and clears them together.</summary>
public abstract class SessionMarket : Market
{
    private readonly Charge[] _charges;

    private protected SessionMarket(int index, int instrument, MarketDefinition definition, Timestamp defined)
        : base(index, instrument, definition)
    {
        Defined = defined;
        NextInstant = definition.Trigger.First(defined);
        _charges = [.. definition.Charges.OnClearing];
        var clearsWithoutVolume = false;
        foreach (var charge in _charges)
        {
            TakesOneBidAnAccount |= charge.TakesOneBidAnAccount;
            clearsWithoutVolume |= charge.IsOwedWithoutVolume;
        }
        RuleDefinition = (SessionRuleDefinition)definition.Rule;
        Rule = RuleDefinition.Create(definition.Grid, clearsWithoutVolume);
        TakesOneBidAnAccount |= Rule.TakesOneBidAnAccount;
    }

    /// <summary>The bids collected for the next clearing.</summary>
    public CollectedBids Bids { get; } = new();

    /// <summary>How many clearings took place.</summary>
    public ulong Clearings { get; internal set; }

    /// <summary>The number of the last clearing with a draw that the public has been told of: it knows the commitment to the next.</summary>
    public ulong ClearingsTold { get; internal set; }

    /// <summary>When the last clearing took place; zero before the first.</summary>
    public Timestamp LastCleared { get; internal set; }

    /// <summary>Whether a second bid of an account is refused.</summary>
    public bool TakesOneBidAnAccount { get; }

    /// <summary>When the session that is open closes; null: none is open.</summary>
    public Timestamp? Closes { get; internal set; }

    /// <summary>The reference price of the session that is open; null: there was none.</summary>
    public Price? Frozen { get; internal set; }

    internal override Timestamp NextExpiry => Bids.NextExpiry;

    internal SessionRuleDefinition RuleDefinition { get; }

    internal SessionRule Rule { get; }

    /// <summary>When the market was defined: its instants are counted from there.</summary>
    internal Timestamp Defined { get; private set; }

    /// <summary>The next instant at which it clears by itself.</summary>
    internal TriggerInstant NextInstant { get; set; }

    /// <summary>The charges on a clearing.</summary>
    internal ReadOnlySpan<Charge> Charges => _charges;

    /// <summary>Whether a bidder can owe the charges; why not.</summary>
    internal Reason CheckCharges(in Bidder bidder)
    {
        Capacity? other = null;
        foreach (ref readonly var bid in Bids)
        {
            other = bid.Capacity;
            break;
        }
        foreach (var charge in _charges)
        {
            if (charge.Check(bidder.Capacity, other) is var reason && reason != Reason.None)
            {
                return reason;
            }
        }
        return Reason.None;
    }

    internal override void WriteState(StateWriter writer)
    {
        base.WriteState(writer);
        writer.Write(Defined.Nanoseconds);
        writer.Write(NextInstant.Number);
        writer.Write(NextInstant.Due.Nanoseconds);
        writer.Write(Clearings);
        writer.Write(ClearingsTold);
        writer.Write(LastCleared.Nanoseconds);
        writer.Write(Closes?.Nanoseconds ?? -1);
        writer.Write(Frozen?.Ticks ?? long.MinValue);
        Bids.WriteState(writer);
    }

    internal override void ReadState(StateReader reader)
    {
        base.ReadState(reader);
        Defined = reader.ReadTimestamp();
        NextInstant = new(reader.ReadUInt64(), reader.ReadTimestamp());
        Clearings = reader.ReadUInt64();
        ClearingsTold = reader.ReadUInt64();
        LastCleared = reader.ReadTimestamp();
        Closes = reader.ReadOptionalTimestamp();
        Frozen = reader.ReadOptionalPrice();
        Bids.ReadState(reader);
    }
}
