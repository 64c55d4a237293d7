using System.Runtime.InteropServices;
using Exchange.Engine.Accounts;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Tests.Clearing;

namespace Exchange.Engine.Tests.Kernel;

public class AllocationTests
{
    private const int Count = 200_000;
    private const int Accounts = 8;
    private const ulong FirstNumber = AnswerLog.Capacity;

    public static TheoryData<DepthDisclosure, bool, int, long, SelfTrade, bool> Markets => new()
    {
        { DepthDisclosure.Full, false, 0, 0, SelfTrade.Decrement, true },
        { DepthDisclosure.Full, true, 0, 0, SelfTrade.Allowed, false },
        { DepthDisclosure.Levels, false, 5, 200, SelfTrade.CancelResting, false },
        { DepthDisclosure.Top, false, 0, 0, SelfTrade.CancelBoth, true },
        { DepthDisclosure.None, false, 0, 5_000, SelfTrade.CancelIncoming, false },
        { DepthDisclosure.None, false, 0, 0, SelfTrade.Allowed, true },
    };

    [Theory]
    [MemberData(nameof(Markets))]
    public void Apply_SteadyState_AllocatesNothing(
        DepthDisclosure depth, bool orders, int levels, long delayNs, SelfTrade selfTrade, bool hasLimits)
    {
        var kernel = new ExchangeKernel();
        var records = Records(kernel, new(depth, levels, delayNs) { ShowsOrders = orders }, selfTrade, hasLimits);
        // Answer logs reach their limit, and then, twice over, everything else its size.
        FillAnswerLogs(kernel);
        Apply(kernel, records);
        records = Later(records);
        Apply(kernel, records);

        var events = 0L;
        Assert.Equal(0, Allocated.By(() => events = Apply(kernel, records), () => records = Later(records)));
        Assert.True(events > Count, "the commands did too little to prove anything");
        Assert.True(kernel.IsConserved());
    }

    private static long Apply(ExchangeKernel kernel, byte[][] records)
    {
        var events = 0L;
        foreach (var record in records)
        {
            events += kernel.Apply(record).Length;
        }
        return events;
    }

    private static void FillAnswerLogs(ExchangeKernel kernel)
    {
        var record = new byte[Commands.OrderLength];
        for (var account = 1; account <= Accounts; account++)
        {
            for (var number = 1UL; number <= FirstNumber; number++)
            {
                var header = new CommandHeader { Account = account, Session = 1, Number = number };
                kernel.Apply(record.AsSpan(0, Commands.CancelOrder(record, header, 0)));
            }
        }
    }

    /// <summary>Commands of every shape of flow; half of them are numbered, in one client session an account.</summary>
    private static byte[][] Records(ExchangeKernel kernel, Disclosure disclosure, SelfTrade selfTrade, bool hasLimits)
    {
        var record = new byte[Commands.MaxLength];
        var market = KernelBench.Definition("book", disclosure, new(new(-1), new(2))) with { SelfTrade = selfTrade, HasLimits = hasLimits };
        var limits = new AccountLimits { Credit = new(Ledger.MaxDeposit), ShortUnits = [("XYZ", new(Ledger.MaxDeposit))] };
        kernel.Apply(record.AsSpan(0, Commands.DefineMarket(record, default, market)));
        for (var account = 1; account <= Accounts; account++)
        {
            var definition = new AccountDefinition($"A{account}", Holdings.Nothing, [], default) { Limits = limits };
            kernel.Apply(record.AsSpan(0, Commands.DefineAccount(record, default, definition)));
        }
        var shapes = FlowShape.All.Where(shape => shape.Accounts <= Accounts).ToList();
        var steps = shapes.SelectMany(shape => shape.Steps(1, Count / shapes.Count)).ToList();
        return [.. steps.Select((step, i) => Encode(step, i))];
    }

    private static byte[] Encode(in FlowStep step, int i)
    {
        var record = new byte[Commands.MaxOrderLength];
        var header = new CommandHeader
        {
            Account = step.Account,
            Time = new(10 * i),
            Session = (ulong)(i % 2),
            Number = i % 2 == 0 ? 0 : FirstNumber + (ulong)i,
        };
        var length = step.Kind switch
        {
            FlowKind.Submit => Commands.SubmitOrder(record, header, step.Id, step.Order, TermsOf(step, i)),
            FlowKind.Replace => Commands.ReplaceOrder(record, header, step.Id, step.Replacement),
            FlowKind.Cancel => Commands.CancelOrder(record, header, step.Id),
            FlowKind.Expire or FlowKind.NoteTrade => Commands.Advance(record, header),
            _ => Commands.CancelAllOrders(record, header),
        };
        return record[..length];
    }

    /// <summary>A shape counts moments by its own steps, the commands by ten nanoseconds each.</summary>
    private static OrderTerms TermsOf(in FlowStep step, int i) => step.Terms.Expires is { } expires
        ? step.Terms with { Expires = new(10 * Math.Max(0, i + expires.Nanoseconds - step.Now.Nanoseconds)) }
        : step.Terms;

    /// <summary>The same commands once more, later and under new instruction numbers.</summary>
    private static byte[][] Later(byte[][] records) =>
    [
        .. records.Select(record =>
        {
            var copy = record.ToArray();
            ref var header = ref MemoryMarshal.AsRef<CommandHeader>(copy.AsSpan());
            header.Time = new(header.Time.Nanoseconds + (10L * Count));
            header.Number += header.Number == 0 ? 0 : (ulong)Count;
            if (Commands.ReadTerms(record) is { Expires: { } expires } terms)
            {
                ref readonly var order = ref Commands.ReadOrder(record);
                Commands.SubmitOrder(
                    copy, header, order.Id, order.ToOrder(), terms with { Expires = new(expires.Nanoseconds + (10L * Count)) });
            }
            return copy;
        }),
    ];
}
