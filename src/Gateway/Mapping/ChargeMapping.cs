using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.ConditionalAuction;
using Exchange.Engine.Clearing.DirectExchange;
using Exchange.Engine.Clearing.ReferenceCross;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Charging;
using Exchange.Engine.Numerics;
using Case = Exchange.V1.Charge.ChargeOneofCase;

namespace Exchange.Gateway.Mapping;

/// <summary>Reads and writes what is paid besides the price of a clearing.</summary>
internal static class ChargeMapping
{
    /// <summary>Reads the charges on a clearing by a rule.</summary>
    public static Refusal TryRead(
        IReadOnlyList<V1.Charge> messages, SessionRuleDefinition rule, Grid grid, out Charge[] charges)
    {
        charges = [];
        if (messages.Count > 0 && !rule.TakesCharges)
        {
            return Refusal.Malformed($"{RuleMapping.Describe(rule)} takes no charges: its payments are its own");
        }
        if (rule is ConditionalAuctionDefinition && messages.Any(message => message.TransactionFee is not null))
        {
            return Refusal.Malformed("transactionFee is for bids that trade at one price, and those of a conditional auction do not");
        }
        if (rule is ReferenceCrossDefinition && messages.Any(message => message.PerUnit is null))
        {
            return Refusal.Malformed("a reference cross, which trades order by order, charges perUnit only");
        }
        if (messages.Count > Charges.MaxOnClearing)
        {
            return new(Reason.OutOfRange, $"a market has at most {Charges.MaxOnClearing} charges");
        }
        var read = new Charge[messages.Count];
        for (var i = 0; i < read.Length; i++)
        {
            var refusal = TryRead(messages[i], grid, out var charge);
            if (refusal.IsRefused)
            {
                return refusal with { Detail = $"charge {i + 1}: {refusal.Detail}" };
            }
            read[i] = charge!;
        }
        charges = read;
        return Refusal.None;
    }

    /// <summary>What an allocation's cash is short of the printed price; without one nothing is told apart.</summary>
    public static Cash On(RuleDefinition rule, Grid grid, Price price, Quantity quantity, Cash cash) =>
        rule is SessionRuleDefinition { HasPrice: true } ? -cash - grid.Cost(price, quantity) : Cash.Zero;

    /// <summary>Writes a charge.</summary>
    public static V1.Charge Write(Charge charge) => charge switch
    {
        PerUnitFee perUnit => new() { PerUnit = new() { Fee = perUnit.Fee.ToString() } },
        QuadraticTax quadratic => new() { Quadratic = new() { Sigma = quadratic.Sigma.ToString() } },
        Spread spread => new() { Spread = new() { Delta = spread.Delta.ToString() } },
        EntryFee entry => new() { EntryFee = new() { Fee = entry.Fee.ToString() } },
        TransactionFee fee => new() { TransactionFee = Write(fee) },
        _ => throw new ArgumentOutOfRangeException(nameof(charge), charge, "No message has this charge."),
    };

    private static V1.TransactionFee Write(TransactionFee fee)
    {
        var message = new V1.TransactionFee
        {
            Alpha = fee.Endowments.Alpha.ToString(),
            PayoffMean = fee.PayoffMean.ToString(),
        };
        if (fee.Endowments is UniformVirtualEndowment uniform)
        {
            message.Uniform = VirtualEndowmentMapping.Write(uniform);
        }
        else
        {
            message.Gaussian = VirtualEndowmentMapping.Write((GaussianVirtualEndowment)fee.Endowments);
        }
        return message;
    }

    private static Refusal TryRead(V1.Charge message, Grid grid, out Charge? charge)
    {
        charge = null;
        return message.ChargeCase switch
        {
            Case.PerUnit => TryRead(message.PerUnit.Fee, "fee", grid, PerUnitFee.TryCreate, out charge),
            Case.Quadratic => TryRead(message.Quadratic.Sigma, "sigma", grid, QuadraticTax.TryCreate, out charge),
            Case.Spread => TryRead(message.Spread.Delta, "delta", grid, Spread.TryCreate, out charge),
            Case.EntryFee => TryRead(message.EntryFee.Fee, "fee", grid, CreateEntryFee, out charge),
            Case.TransactionFee => TryRead(message.TransactionFee, grid, out charge),
            _ => Refusal.Malformed("perUnit, quadratic, spread, entryFee or transactionFee is missing"),
        };
    }

    private static Reason CreateEntryFee(FixedDecimal fee, Grid grid, out Charge? charge) => EntryFee.TryCreate(fee, out charge);

    private static Refusal TryRead(string text, string field, Grid grid, Create create, out Charge? charge)
    {
        charge = null;
        var refusal = Decimals.TryRead(text, field, out var value);
        return refusal.IsRefused ? refusal : create(value, grid, out charge) switch
        {
            Reason.OffGrid => new(Reason.OffGrid, $"{field} {value} is not a multiple of 1e-12 on every lot"),
            Reason.OutOfRange => new(Reason.OutOfRange, $"{field} {value} is out of its range"),
            _ => Refusal.None,
        };
    }

    private static Refusal TryRead(V1.TransactionFee message, Grid grid, out Charge? charge)
    {
        charge = null;
        var refusal = VirtualEndowmentMapping.TryRead(message.Alpha, message.Uniform, message.Gaussian, out var endowments);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = Decimals.TryRead(message.PayoffMean, "payoffMean", out var payoffMean);
        charge = refusal.IsRefused ? null : new TransactionFee(endowments!, payoffMean, grid);
        return refusal;
    }

    private delegate Reason Create(FixedDecimal value, Grid grid, out Charge? charge);
}
