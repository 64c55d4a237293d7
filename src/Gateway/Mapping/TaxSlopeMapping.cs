using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Gateway.Mapping;

/// <summary>Reads and writes the slope of the quadratic tax: itself, or the model that it follows from.</summary>
internal static class TaxSlopeMapping
{
    /// <summary>Reads it; one of the two is empty.</summary>
    public static Refusal TryRead(string sigmaText, V1.SigmaModel? model, out FixedDecimal tax)
    {
        tax = default;
        if (model is null && sigmaText.Length == 0)
        {
            return Refusal.Malformed("sigma or sigmaModel is missing");
        }
        if (model is not null)
        {
            return Refusal.Malformed("not yet");
        }
        var refusal = Decimals.TryRead(sigmaText, "sigma", out tax);
        return !refusal.IsRefused && tax.Scaled < 0 ? new(Reason.OutOfRange, $"sigma {tax} is below 0") : refusal;
    }
}
