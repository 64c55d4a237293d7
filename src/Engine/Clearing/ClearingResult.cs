using Exchange.Engine.Numerics;

namespace Exchange.Engine.Clearing;

/// <summary>Why a clearing did not take place.</summary>
public enum ClearingFailure : byte
{
    /// <summary>It took place.</summary>
    None = 0,

    /// <summary>At no price is there both demand and supply.</summary>
    NoCross = 1,

    /// <summary>No bid names a price and there is no reference price.</summary>
    NoReference = 2,

    /// <summary>There are fewer bids than the rule needs.</summary>
    TooFew = 3,

    /// <summary>It would move more cash than accounts can count, or give one bid more than 4·10⁹ lots.</summary>
    Limit = 4,

    /// <summary>Outcome or residual curves are not unique, or not known to be.</summary>
    NotUnique = 5,

    /// <summary>It takes more rounds than a clearing may.</summary>
    NotConverged = 6,

    /// <summary>The operator would pay more than the market allows.</summary>
    Deficit = 7,
}

/// <summary>The step of the call auction's price rule that left one price.</summary>
public enum DecidedBy : byte
{
    /// <summary>No price was found, or not by these steps.</summary>
    None = 0,

    /// <summary>The greatest volume.</summary>
    Volume = 1,

    /// <summary>The least surplus in magnitude.</summary>
    Surplus = 2,

    /// <summary>The highest price under demand that is left over, the lowest under supply.</summary>
    Pressure = 3,

    /// <summary>The price nearest to the reference price, or the middle without one.</summary>
    Reference = 4,
}

/// <summary>The fixed names of how clearings end.</summary>
public static class ClearingNames
{
    private static readonly string[] Failures =
        ["", "NO_CROSS", "NO_REFERENCE", "TOO_FEW", "LIMIT", "NOT_UNIQUE", "NOT_CONVERGED", "DEFICIT"];

    private static readonly string[] Steps = ["", "VOLUME", "SURPLUS", "PRESSURE", "REFERENCE"];

    /// <summary>The fixed name, "" for none.</summary>
    public static string Name(this ClearingFailure failure) => Failures[(int)failure];

    /// <summary>The fixed name, "" for none.</summary>
    public static string Name(this DecidedBy step) => Steps[(int)step];
}

/// <summary>What a clearing gave. Used again for the next; grows to the largest and then allocates no more.</summary>
public sealed class ClearingResult
{
    private long[] _lots = new long[256];
    private Cash[] _payments = [];
    private bool[] _leftOut = [];
    private int _count;

    /// <summary>Whether the clearing took place; if not, everything but the failure is zero.</summary>
    public bool IsCleared => Failure == ClearingFailure.None;

    /// <summary>Why the clearing did not take place.</summary>
    public ClearingFailure Failure { get; private set; }

    /// <summary>The step that left one price.</summary>
    public DecidedBy DecidedBy { get; private set; }

    /// <summary>The price; of a rule with payments of its own, for information.</summary>
    public Price Price { get; private set; }

    /// <summary>The lots bought, which are those sold.</summary>
    public Quantity Volume { get; private set; }

    /// <summary>Demand less supply at the price.</summary>
    public Quantity Surplus { get; private set; }

    /// <summary>What every bid got, in lots, bought above zero, in the order of arrival; their sum is zero.</summary>
    public ReadOnlySpan<long> Lots => _lots.AsSpan(0, _count);

    /// <summary>
    /// What every bid's owner receives for it, in the order of arrival, of a rule with payments of its own; empty where
    /// everyone trades at the price.
    /// </summary>
    public ReadOnlySpan<Cash> Payments => HasPayments ? _payments.AsSpan(0, _count) : [];

    /// <summary>
    /// Which bids were left out, in the order of arrival: those that would have got more than the market allows or their
    /// accounts can bear; empty when nobody was.
    /// </summary>
    public ReadOnlySpan<bool> LeftOut => HasLeftOut ? _leftOut.AsSpan(0, _count) : [];

    private bool HasLeftOut { get; set; }

    private bool HasPayments { get; set; }

    /// <summary>Starts the result of a clearing of so many bids; room for what each of them gets, zeros.</summary>
    internal Span<long> Begin(int count)
    {
        if (count > _lots.Length)
        {
            _lots = new long[Math.Max(count, _lots.Length * 2)];
        }
        _count = count;
        (HasPayments, HasLeftOut) = (false, false);
        var lots = _lots.AsSpan(0, count);
        lots.Clear();
        return lots;
    }

    /// <summary>Puts those who were left out back among the others: nothing for them.</summary>
    /// <param name="leftOut">Of all bids, by arrival: the result is of those that are not marked.</param>
    internal void Spread(ReadOnlySpan<bool> leftOut)
    {
        var (from, count) = (_count - 1, leftOut.Length);
        if (_lots.Length < count)
        {
            Array.Resize(ref _lots, Math.Max(count, _lots.Length * 2));
        }
        if (HasPayments && _payments.Length < count)
        {
            Array.Resize(ref _payments, _lots.Length);
        }
        for (var to = count - 1; to >= 0; to--)
        {
            _lots[to] = leftOut[to] ? 0 : _lots[from];
            if (HasPayments)
            {
                _payments[to] = leftOut[to] ? Cash.Zero : _payments[from];
            }
            from -= leftOut[to] ? 0 : 1;
        }
        if (_leftOut.Length < count)
        {
            _leftOut = new bool[_lots.Length];
        }
        leftOut.CopyTo(_leftOut);
        (_count, HasLeftOut) = (count, true);
    }

    /// <summary>Room for what every bid's owner receives: the rule has payments of its own.</summary>
    internal Span<Cash> BeginPayments()
    {
        if (_payments.Length < _count)
        {
            _payments = new Cash[_lots.Length];
        }
        HasPayments = true;
        return _payments.AsSpan(0, _count);
    }

    /// <summary>The lots bought of what every bid got.</summary>
    internal static Quantity VolumeOf(ReadOnlySpan<long> lots)
    {
        var volume = 0L;
        foreach (var bought in lots)
        {
            volume += Math.Max(bought, 0);
        }
        return new(volume);
    }

    internal void Fail(ClearingFailure failure)
    {
        _lots.AsSpan(0, _count).Clear();
        HasPayments = false;
        Failure = failure;
        (DecidedBy, Price, Volume, Surplus) = (DecidedBy.None, default, default, default);
    }

    internal void Succeed(DecidedBy decidedBy, Price price, Quantity volume, Quantity surplus)
    {
        Failure = ClearingFailure.None;
        (DecidedBy, Price, Volume, Surplus) = (decidedBy, price, volume, surplus);
    }
}
