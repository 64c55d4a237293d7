using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Kernel;

/// <summary>What follows the header of SubmitOrder, SubmitPegged, ReplaceOrder and CancelOrder: 24 bytes, so that they fill one slot. An
/// order's terms come behind it.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct OrderPayload
{
    /// <summary>The payload's size in bytes.</summary>
    public static readonly int Size = Unsafe.SizeOf<OrderPayload>();

    /// <summary>The client order id.</summary>
    public ulong Id;

    /// <summary>The price in ticks; of a replacement, only with <see cref="OrderTraits.HasPrice"/>.</summary>
    public int Ticks;

    /// <summary>The size in lots; of a replacement, the new open quantity or zero to keep it.</summary>
    public uint Lots;

    /// <summary>The side of a new order.</summary>
    public Side Side;

    /// <summary>The time in force of a new order.</summary>
    public TimeInForce TimeInForce;

    /// <summary>What the numbers do not say.</summary>
    public OrderTraits Traits;

    private readonly byte _reserved;
    private readonly int _reservedToo;

    /// <summary>The order to submit.</summary>
    public readonly Order ToOrder() => Has(OrderTraits.Market)
        ? Order.Market(Side, new(Lots))
        : Order.Limit(Side, new(Lots), new(Ticks), TimeInForce);

    /// <summary>The change to make.</summary>
    public readonly Replacement ToReplacement() => new(
        new Quantity(Lots),
        Has(OrderTraits.HasPrice) ? new Price(Ticks) : null,
        Has(OrderTraits.LosesPriority));

    /// <summary>Whether the bid stays after a clearing.</summary>
    public readonly bool IsStanding => Has(OrderTraits.Standing);

    // Enum.HasFlag boxes until the method has been compiled for good.
    private readonly bool Has(OrderTraits trait) => (Traits & trait) != OrderTraits.None;
}

/// <summary>What an order payload says besides its numbers.</summary>
[Flags]
public enum OrderTraits : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The order has no limit price.</summary>
    Market = 1,

    /// <summary>The replacement has a price.</summary>
    HasPrice = 2,

    /// <summary>The replacement gives up time priority.</summary>
    LosesPriority = 4,

    /// <summary>The bid stays after a clearing.</summary>
    Standing = 8,
}
