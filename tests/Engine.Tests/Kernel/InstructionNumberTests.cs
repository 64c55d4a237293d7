using Exchange.Engine.Bids;
using Exchange.Engine.Kernel;
using Exchange.Engine.Tests.Numerics;

namespace Exchange.Engine.Tests.Kernel;

public class InstructionNumberTests
{
    private readonly KernelBench _bench = KernelBench.With("A", "B");

    [Fact]
    public void Repeat_AcceptedInstruction_IsAnsweredAndNotCarriedOut()
    {
        _bench.Sell("B", 1, 10, 100);
        Assert.Equal("A answer 1", _bench.Numbered(5, 1).Buy("A", 1, 4, 100)[^1]);
        Assert.Equal(["A answer 1"], _bench.Buy("A", 1, 4, 100));
        Assert.Equal("4", _bench.UnitsOf("A"));
        Assert.Equal(["A answer 1"], _bench.Cancel("A", 77)); // whatever the repeat says, the number has its answer
    }

    [Fact]
    public void Repeat_RefusedInstruction_IsRefusedAgainForTheSameReason()
    {
        Assert.Equal(["A 1 rejected UNKNOWN_ORDER", "A answer 3 UNKNOWN_ORDER"], _bench.Numbered(5, 3).Cancel("A", 1));
        _bench.Numbered(5, 4).Buy("A", 1, 4, 100);
        Assert.Equal(["A answer 3 UNKNOWN_ORDER"], _bench.Numbered(5, 3).Cancel("A", 1));
        Assert.Equal(["A 1 cancelled 4@100 USER", "A answer 5"], _bench.Numbered(5, 5).Cancel("A", 1));
    }

    [Fact]
    public void Number_InAGap_IsTooOld()
    {
        _bench.Numbered(5, 10).Buy("A", 1, 1, 100);
        Assert.Equal(["A answer 9 TOO_OLD"], _bench.Numbered(5, 9).Buy("A", 2, 1, 100));
        Assert.Equal(1, _bench.Book.Rule.OrderCount);
    }

    [Fact]
    public void Number_OlderThanTheAnswersKept_IsTooOld()
    {
        for (var number = 1UL; number <= 65_537; number++)
        {
            _bench.Numbered(5, number).Cancel("A", 1);
        }
        Assert.Equal(["A answer 1 TOO_OLD"], _bench.Numbered(5, 1).Cancel("A", 1));
        Assert.Equal(["A answer 2 UNKNOWN_ORDER"], _bench.Numbered(5, 2).Cancel("A", 1));
        Assert.Equal(["A last 65537", "end of 2"], _bench.Show(CommandKind.ShowSession, "A"));
    }

    [Fact]
    public void Session_BeyondTheMostAnAccountMayHave_IsRefused()
    {
        for (var session = 1UL; session <= ClientSessions.MaxPerAccount; session++)
        {
            _bench.Numbered(session, 1).Cancel("A", 1);
        }
        Assert.Equal(["A answer 1 LIMIT"], _bench.Numbered(5000, 1).Buy("A", 1, 1, 100));
        Assert.Equal("A answer 2", _bench.Numbered(7, 2).Buy("A", 1, 1, 100)[^1]);
        Assert.Equal("B answer 1", _bench.Numbered(5000, 1).Buy("B", 1, 1, 100)[^1]);
    }

    [Fact]
    public void Answers_MoreThanAnAccountMayHave_AreThoseOfTheSessionsInUse()
    {
        var kernel = KernelBench.With("A").Kernel;
        const ulong Full = ClientSessions.MaxAnswersPerAccount / AnswerLog.Capacity;
        for (var session = 1UL; session <= Full; session++)
        {
            for (var number = 1UL; number <= AnswerLog.Capacity; number++)
            {
                Cancel(kernel, session, number);
            }
        }
        // The first is in use again, so that the second is the one that was left alone.
        Assert.Equal(Reason.UnknownOrder, Cancel(kernel, 1, AnswerLog.Capacity + 1));
        Assert.Equal(Reason.UnknownOrder, Cancel(kernel, 100, 1));
        foreach (var exchange in new[] { kernel, StateBytes.Copy(kernel) })
        {
            Assert.Equal(Reason.UnknownOrder, Cancel(exchange, 1, 2));
            Assert.Equal(Reason.TooOld, Cancel(exchange, 2, AnswerLog.Capacity - 1));
            Assert.Equal(Reason.UnknownOrder, Cancel(exchange, 2, AnswerLog.Capacity));
            Assert.Equal(Reason.UnknownOrder, Cancel(exchange, 3, 1));
            Assert.Equal(Reason.UnknownOrder, Cancel(exchange, 2, AnswerLog.Capacity + 1));
            Assert.Equal(Reason.UnknownOrder, Cancel(exchange, 2, AnswerLog.Capacity + 1));
        }
        Assert.Equal(kernel.StateHash(), StateBytes.Copy(kernel).StateHash());
    }

    [Fact]
    public void Number_TheGreatestThereIs_IsTheLast()
    {
        Assert.Equal("A answer 18446744073709551615", _bench.Numbered(ulong.MaxValue, ulong.MaxValue).Buy("A", 1, 1, 100)[^1]);
        Assert.Equal(["A answer 18446744073709551615"], _bench.Buy("A", 2, 1, 100));
        Assert.Equal(["A answer 1 TOO_OLD"], _bench.Numbered(ulong.MaxValue, 1).Buy("A", 2, 1, 100));
    }

    [Fact]
    public void Number_OfAnotherSessionOrAccount_IsAnotherNumber()
    {
        _bench.Numbered(5, 1).Buy("A", 1, 1, 100);
        Assert.Equal("A answer 1", _bench.Numbered(6, 1).Buy("A", 2, 1, 100)[^1]);
        Assert.Equal("B answer 1", _bench.Numbered(5, 1).Buy("B", 1, 1, 100)[^1]);
        Assert.Equal(3, _bench.Book.Rule.OrderCount);
    }

    [Fact]
    public void Number_Zero_IsNotProtected()
    {
        Assert.Equal(["A 1 accepted", "A answer 0"], _bench.Numbered(5, 0).Buy("A", 1, 1, 100));
        Assert.Equal(
            ["A 1 rejected DUPLICATE_ID", "A answer 0 DUPLICATE_ID"], _bench.Numbered(5, 0).Buy("A", 1, 1, 100));
        Assert.Equal(["A 2 accepted"], _bench.Numbered(0, 0).Buy("A", 2, 1, 100));
    }

    [Fact]
    public void Repeat_OfADefinition_DefinesNothing()
    {
        var two = KernelBench.Definition("two");
        Assert.Equal(["two: MarketDefined", "operator answer 1"], _bench.Numbered(1, 1).Define(two));
        Assert.Equal(["two: operator answer 1"], _bench.Define(two));
        Assert.Equal(2, _bench.Kernel.Markets.Count);
        Assert.Contains("answer 2 DUPLICATE_ID", Assert.Single(_bench.Numbered(1, 2).Define(two)));
    }

    [Fact]
    public void Repeat_TimersDue_StillFire()
    {
        _bench.Define(KernelBench.Definition("late", new(Engine.Markets.DepthDisclosure.None, 0, 10)));
        _bench.Sell("B", 1, 1, 100);
        _bench.Numbered(5, 1).Submit("A", 1, Order.Market(Side.Buy, new(1)));
        Assert.Equal(["late: print 1@100", "late: A answer 1"], _bench.At(50).Submit("A", 1, Order.Market(Side.Buy, new(1))));
    }

    private static Reason Cancel(ExchangeKernel kernel, ulong session, ulong number)
    {
        Span<byte> record = stackalloc byte[Commands.OrderLength];
        Commands.CancelOrder(record, new() { Account = 1, Session = session, Number = number }, 77);
        return kernel.Apply(record)[^1].Reason;
    }
}
