using Exchange.Engine.Bids;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Clearing;

namespace Exchange.Engine.Tests.Kernel.Dark;

/// <summary>Lit and dark are the same book: given the same orders they trade alike, and only what the public hears differs.</summary>
public class LitAndDarkTests
{
    private const int Accounts = 8;
    private const int Steps = 1_000;

    public static TheoryData<string> Shapes => new(FlowShape.All.Where(shape => shape.Accounts <= Accounts).Select(shape => shape.Name));

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Books_SameOrdersAndPhases_TradeAlike(string name)
    {
        var shape = FlowShape.All.Single(shape => shape.Name == name);
        for (var seed = 1UL; seed <= 3; seed++)
        {
            const long DelayNs = 40;
            var (lit, dark) = (new World(Disclosure.Lit, shape), new World(new(DepthDisclosure.None, 0, DelayNs), shape));
            foreach (var record in Records(shape, seed))
            {
                lit.Apply(record);
                dark.Apply(record);
            }
            var difference = lit.Private.Zip(dark.Private).TakeWhile(told => Same(told.First, told.Second)).Count();
            Assert.True(
                lit.Private.Count == dark.Private.Count && difference == lit.Private.Count,
                $"{name}, seed {seed}: the private events differ from number {difference} on");
            // What the public hears of the dark are the same prints, late, and the phases.
            var due = lit.Prints.Select(print => print with { At = print.At + DelayNs }).TakeWhile(print => print.At <= dark.Now);
            Assert.Equal(due, dark.Prints);
            Assert.Equal(lit.Phases, dark.Phases);
            Assert.Equal(dark.Prints.Count + dark.Phases.Count, dark.PublicCount);
            Assert.True(lit.PublicCount > lit.Prints.Count + lit.Phases.Count && dark.Prints.Count > 10, $"{name}, seed {seed}: too little happened");
        }
    }

    /// <summary>A flow without what the dark refuses, with phases in between.</summary>
    private static IEnumerable<byte[]> Records(FlowShape shape, ulong seed)
    {
        var (random, record, i) = (new SeededGenerator(seed), new byte[Commands.MaxOrderLength], 0);
        foreach (var step in shape.Steps(seed, Steps))
        {
            var header = new CommandHeader { Account = step.Account, Time = new(++i), Session = 1, Number = (ulong)i };
            if (random.NextBelow(25) == 0)
            {
                var phase = random.NextBelow(3) == 0 ? (MarketPhase)(1 + random.NextBelow(4)) : MarketPhase.Open;
                yield return record[..Commands.SetPhase(record, new() { Time = header.Time }, phase)];
            }
            var terms = step.Terms with { IsPostOnly = false, Minimum = default, Stop = null };
            yield return record[..(step.Kind switch
            {
                FlowKind.Submit when step.Order.TimeInForce == TimeInForce.FillOrKill => Commands.Advance(record, header),
                FlowKind.Submit => Commands.SubmitOrder(record, header, step.Id, step.Order, terms),
                FlowKind.Replace => Commands.ReplaceOrder(record, header, step.Id, step.Replacement),
                FlowKind.Cancel => Commands.CancelOrder(record, header, step.Id),
                FlowKind.CancelAll => Commands.CancelAllOrders(record, header),
                _ => Commands.Advance(record, header),
            })];
        }
    }

    private static bool Same(Event one, Event other) => System.Runtime.InteropServices.MemoryMarshal.AsBytes(new ReadOnlySpan<Event>(in one))
        .SequenceEqual(System.Runtime.InteropServices.MemoryMarshal.AsBytes(new ReadOnlySpan<Event>(in other)));

    private sealed class World
    {
        private readonly ExchangeKernel _kernel = new();

        public World(Disclosure disclosure, FlowShape shape)
        {
            var record = new byte[Commands.MaxLength];
            var book = KernelBench.Definition("book", disclosure, new(new(-1), new(2))) with { SelfTrade = shape.SelfTrade };
            _kernel.Apply(record.AsSpan(0, Commands.DefineMarket(record, default, book)));
            for (var account = 1; account <= Accounts; account++)
            {
                var definition = new AccountDefinition($"A{account}", Holdings.Nothing, [], default);
                _kernel.Apply(record.AsSpan(0, Commands.DefineAccount(record, default, definition)));
            }
        }

        public List<Event> Private { get; } = [];

        public List<(long At, Price Price, Quantity Quantity)> Prints { get; } = [];

        public List<(long At, MarketPhase Phase)> Phases { get; } = [];

        public int PublicCount { get; private set; }

        public long Now => _kernel.Now.Nanoseconds;

        public void Apply(byte[] record)
        {
            foreach (ref readonly var e in _kernel.Apply(record))
            {
                if (e.Account != Event.Public)
                {
                    Private.Add(e);
                    continue;
                }
                PublicCount++;
                if (e.Kind == EventKind.Print)
                {
                    Prints.Add((e.Time.Nanoseconds, e.Price, e.Quantity));
                }
                else if (e.Kind == EventKind.PhaseChanged)
                {
                    Phases.Add((e.Time.Nanoseconds, e.Phase));
                }
            }
        }
    }
}
