using Exchange.Engine.Bids;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Clearing;

namespace Exchange.Engine.Tests.Kernel;

/// <summary>A random order flow through a bench: the shapes of <see cref="FlowShape"/> in turn, with time passing.</summary>
internal sealed class FlowRun
{
    private static readonly string[] Names = [.. Enumerable.Range(1, 8).Select(number => $"A{number}")];

    private readonly SeededGenerator _random;
    private readonly ulong _seed;
    private readonly Dictionary<int, ulong> _numbers = [];
    private Queue<FlowStep> _steps = new();
    private int _round;

    public FlowRun(ulong seed, Disclosure disclosure, Charges charges)
    {
        _seed = seed;
        _random = new(seed);
        Bench = KernelBench.With(disclosure, charges, Names);
    }

    public KernelBench Bench { get; }

    /// <summary>Sends the next instruction, now and then numbered, and lets some time pass.</summary>
    public string[] Step()
    {
        if (_steps.Count == 0)
        {
            var shapes = FlowShape.All.Where(shape => shape.Accounts <= Names.Length).ToList();
            _steps = new(shapes[_round % shapes.Count].Steps(_seed + (ulong)_round++, 150));
        }
        var step = _steps.Dequeue();
        var account = Names[Math.Max(step.Account, 1) - 1];
        Bench.At(Bench.Kernel.Now.Nanoseconds + _random.NextBelow(20));
        Bench.Numbered(0, 0);
        if (_random.NextBelow(2) == 0)
        {
            _numbers[step.Account] = _numbers.GetValueOrDefault(step.Account) + 1 + (ulong)_random.NextBelow(3);
            Bench.Numbered((ulong)step.Account, _numbers[step.Account]);
        }
        return step.Kind switch
        {
            FlowKind.Submit => Bench.Submit(account, step.Id, step.Order, TermsOf(step)),
            FlowKind.Replace => Bench.Replace(
                account, step.Id, step.Replacement.Quantity.Lots, step.Replacement.Price?.Ticks, step.Replacement.LosesPriority),
            FlowKind.Cancel => Bench.Cancel(account, step.Id),
            FlowKind.CancelAll => Bench.CancelAll(account),
            _ => Bench.Advance(),
        };
    }

    /// <summary>A step counts moments by steps, the bench by a few nanoseconds each.</summary>
    private OrderTerms TermsOf(in FlowStep step) => step.Terms.Expires is { } expires
        ? step.Terms with
        {
            Expires = new(Math.Max(0, Bench.Kernel.Now.Nanoseconds + (10 * (expires.Nanoseconds - step.Now.Nanoseconds)))),
        }
        : step.Terms;
}
