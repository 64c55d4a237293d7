using System.Collections.Concurrent;
using System.Globalization;
using Exchange.Engine.Bids;
using Exchange.Engine.Hosting;
using Exchange.Gateway.Mapping;

namespace Exchange.Gateway.Access;

/// <summary>How many instructions an account may send.</summary>
/// <param name="PerSecond">In the long run, a second; above zero.</param>
/// <param name="Burst">At once; from one.</param>
public sealed record InstructionRate(double PerSecond, int Burst);

/// <summary>
/// Keeps every account to the rate and to the daily budget of instructions that the operator allows. What goes beyond is
/// refused with BUSY and the time to wait, and uses up nothing. Any thread.
/// </summary>
internal sealed class MessageBudget
{
    private const double SecondsADay = 86_400;

    private readonly Clock _clock;
    private readonly InstructionRate? _rate;
    private readonly InstructionRate? _daily;
    private readonly ConcurrentDictionary<int, Allowance> _accounts = new();

    /// <param name="clock">The exchange's time.</param>
    /// <param name="rate">Null: as many as the exchange can take.</param>
    /// <param name="perDay">How many in a day, which come back evenly over the day; null: no budget.</param>
    public MessageBudget(Clock clock, InstructionRate? rate, int? perDay)
    {
        _clock = clock;
        _rate = rate;
        _daily = perDay is { } budget ? new(budget / SecondsADay, budget) : null;
    }

    /// <summary>Spends one instruction of an account's, or says when to come back.</summary>
    public Refusal TrySpend(int account)
    {
        if (_rate is null && _daily is null)
        {
            return Refusal.None;
        }
        var allowance = _accounts.GetOrAdd(account, static _ => new());
        var now = _clock.Now.Nanoseconds;
        lock (allowance)
        {
            var wait = Math.Max(allowance.Rate.WaitFor(_rate, now), allowance.Daily.WaitFor(_daily, now));
            if (wait > 0)
            {
                return new(Reason.Busy, Invariant($"too many instructions: come back in {wait:0.000} s"));
            }
            allowance.Rate.Spend();
            allowance.Daily.Spend();
            return Refusal.None;
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed class Allowance
    {
        // Fields: they are changed in place.
        public Bucket Rate;
        public Bucket Daily;
    }

    /// <summary>What is left, which grows evenly up to the most that may be sent at once.</summary>
    private struct Bucket
    {
        private double _left;
        private long _asOf;

        /// <summary>Seconds until there is one to spend; zero: there is.</summary>
        public double WaitFor(InstructionRate? rate, long now)
        {
            if (rate is null)
            {
                return 0;
            }
            _left = _asOf == 0 ? rate.Burst : Math.Min(rate.Burst, _left + ((now - _asOf) * 1e-9 * rate.PerSecond));
            _asOf = now;
            // A thousandth of an instruction is rounding.
            return _left >= 0.999 ? 0 : (1 - _left) / rate.PerSecond;
        }

        public void Spend() => _left -= 1;
    }
}
