using Exchange.Sdk.Internal;

namespace Exchange.Sdk;

/// <summary>A vertex of a demand schedule.</summary>
/// <param name="Price">The price.</param>
/// <param name="Quantity">What the trader wants at this price, signed: bought is above zero.</param>
public readonly record struct SchedulePoint(decimal Price, decimal Quantity);

/// <summary>
/// A demand schedule: prices non-decreasing, quantities non-increasing, linear between the points and constant beyond.
/// </summary>
/// <param name="Points">At least two, at most 1,000.</param>
/// <param name="PerSecond">Whether quantities are rates: a clearing uses them times the time since the clearing before.</param>
public sealed record Schedule(IReadOnlyList<SchedulePoint> Points, bool PerSecond = false) : Bid
{
    /// <summary>Whether the other has the same points and is a rate if this one is.</summary>
    /// <param name="other">Another schedule.</param>
    public bool Equals(Schedule? other) => other is not null && PerSecond == other.PerSecond && Points.SequenceEqual(other.Points);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(PerSecond);
        foreach (var point in Points)
        {
            hash.Add(point);
        }
        return hash.ToHashCode();
    }

    internal V1.Schedule Write()
    {
        var message = new V1.Schedule { PerSecond = PerSecond };
        foreach (var point in Points)
        {
            message.Points.Add(new V1.Point
            {
                Price = DecimalText.Write(point.Price),
                Quantity = DecimalText.Write(point.Quantity),
            });
        }
        return message;
    }

    internal override void WriteTo(V1.SubmitBid message) => message.Schedule = Write();
}

/// <summary>How the quantity of others moves the price of a conditional bid.</summary>
/// <param name="Name">A group's name, or an account's.</param>
/// <param name="Slope">Price per unit.</param>
/// <param name="IsAccount">Whether the name is an account's.</param>
public sealed record GroupSlope(string Name, decimal Slope, bool IsAccount = false);

/// <summary>
/// A conditional bid: price = intercept + slope × (sum of the others) + Σ group slope × (sum of the group, the bidder's own
/// trade left out): the price at which the bidder takes what the others leave it. <see cref="Economies"/> has those that
/// are best.
/// </summary>
/// <param name="Intercept">The price without any quantity.</param>
/// <param name="Slope">Price per unit of the others' sum.</param>
public sealed record ConditionalBid(decimal Intercept, decimal Slope) : Bid
{
    /// <summary>The groups and accounts that weigh differently.</summary>
    public IReadOnlyList<GroupSlope> Groups { get; init; } = [];

    /// <summary>The least the bidder takes, signed; null: no bound.</summary>
    public decimal? MinQuantity { get; init; }

    /// <summary>The most the bidder takes, signed; null: no bound.</summary>
    public decimal? MaxQuantity { get; init; }

    /// <summary>Whether the other has the same coefficients, in the same order, and the same bounds.</summary>
    /// <param name="other">Another bid.</param>
    public bool Equals(ConditionalBid? other) => other is not null
        && (Intercept, Slope, MinQuantity, MaxQuantity) == (other.Intercept, other.Slope, other.MinQuantity, other.MaxQuantity)
        && Groups.SequenceEqual(other.Groups);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add((Intercept, Slope, MinQuantity, MaxQuantity));
        foreach (var group in Groups)
        {
            hash.Add(group);
        }
        return hash.ToHashCode();
    }

    /// <summary>The bid as the protocol has it, for a ClearRequest say.</summary>
    public V1.ConditionalBid ToMessage()
    {
        var message = new V1.ConditionalBid
        {
            Intercept = DecimalText.Write(Intercept),
            Slope = DecimalText.Write(Slope),
            MinQuantity = DecimalText.Write(MinQuantity),
            MaxQuantity = DecimalText.Write(MaxQuantity),
        };
        foreach (var group in Groups)
        {
            var slope = new V1.GroupSlope { Slope = DecimalText.Write(group.Slope) };
            if (group.IsAccount)
            {
                slope.Account = group.Name;
            }
            else
            {
                slope.Group = group.Name;
            }
            message.Groups.Add(slope);
        }
        return message;
    }

    internal override void WriteTo(V1.SubmitBid message) => message.Conditional = ToMessage();
}

/// <summary>What a trader says it has.</summary>
/// <param name="Quantity">Signed: below zero it has too little.</param>
public abstract record Report(decimal Quantity) : Bid
{
    internal abstract void WriteTo(V1.ReplaceOrder message);
}

/// <summary>A report of the inventory a trader holds (size discovery). One that stands is for every session, as it is then.</summary>
/// <param name="Quantity">Signed: below zero it has too little.</param>
public sealed record InventoryReport(decimal Quantity) : Report(Quantity)
{
    internal override void WriteTo(V1.SubmitBid message) => message.Inventory = Write();

    internal override void WriteTo(V1.ReplaceOrder message) => message.Inventory = Write();

    private V1.InventoryReport Write() => new() { Quantity = DecimalText.Write(Quantity) };
}

/// <summary>A report of an endowment (direct exchange).</summary>
/// <param name="Quantity">Signed: below zero it has too little.</param>
public sealed record EndowmentReport(decimal Quantity) : Report(Quantity)
{
    internal override void WriteTo(V1.SubmitBid message) => message.Endowment = Write();

    internal override void WriteTo(V1.ReplaceOrder message) => message.Endowment = Write();

    private V1.EndowmentReport Write() => new() { Quantity = DecimalText.Write(Quantity) };
}
