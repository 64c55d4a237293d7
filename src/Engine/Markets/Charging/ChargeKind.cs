using Exchange.Engine.Bids;
using Exchange.Engine.Clearing.DirectExchange;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Markets.Charging;

/// <summary>The charges there are. The numbers are in journals and never change.</summary>
internal enum ChargeKind : byte
{
    PerUnitFee = 1,
    QuadraticTax = 2,
    Spread = 3,
    EntryFee = 4,
    TransactionFee = 5,
}

/// <summary>Where charges are registered: one line a charge.</summary>
internal static class ChargeKinds
{
    /// <summary>Reads a charge that was written.</summary>
    public static Charge Read(ref RecordReader reader, Grid grid)
    {
        var kind = (ChargeKind)reader.ReadByte();
        if (kind == ChargeKind.TransactionFee)
        {
            return new TransactionFee(VirtualEndowment.Read(ref reader), reader.ReadDecimal(), grid);
        }
        var value = reader.ReadDecimal();
        Charge? charge = null;
        var reason = kind switch
        {
            ChargeKind.PerUnitFee => PerUnitFee.TryCreate(value, grid, out charge),
            ChargeKind.QuadraticTax => QuadraticTax.TryCreate(value, grid, out charge),
            ChargeKind.Spread => Spread.TryCreate(value, grid, out charge),
            ChargeKind.EntryFee => EntryFee.TryCreate(value, out charge),
            _ => throw new InvalidOperationException($"No charge has kind {kind}."),
        };
        System.Diagnostics.Debug.Assert(reason == Reason.None, "It was created once.");
        return charge!;
    }
}
