using Exchange.Engine.Bids;
using Exchange.Engine.Kernel;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Kernel;

public class AnswerLogTests
{
    private readonly AnswerLog _log = new();

    [Fact]
    public void Repeat_EmptyLog_IsTooOld()
    {
        Assert.Equal(0UL, _log.LastNumber);
        Assert.Equal(Reason.TooOld, _log.Repeat(0));
        Assert.Equal(Reason.TooOld, _log.Repeat(1));
    }

    [Fact]
    public void Repeat_KeptNumber_GivesItsAnswer()
    {
        _log.Add(1, Reason.None);
        _log.Add(2, Reason.UnknownOrder);
        _log.Add(ulong.MaxValue, Reason.DuplicateId);
        Assert.Equal(ulong.MaxValue, _log.LastNumber);
        Assert.Equal(Reason.None, _log.Repeat(1));
        Assert.Equal(Reason.UnknownOrder, _log.Repeat(2));
        Assert.Equal(Reason.DuplicateId, _log.Repeat(ulong.MaxValue));
    }

    [Fact]
    public void Repeat_NumberInAGap_IsTooOld()
    {
        _log.Add(10, Reason.None);
        _log.Add(20, Reason.None);
        _log.Add(30, Reason.None);
        foreach (var number in new ulong[] { 1, 9, 11, 19, 21, 29 })
        {
            Assert.Equal(Reason.TooOld, _log.Repeat(number));
        }
    }

    [Theory]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(200_000)]
    public void Repeat_ManyNumbers_KeepsTheLast65536(int count)
    {
        for (var i = 1; i <= count; i++)
        {
            _log.Add((ulong)i * 3, Answer(i));
        }
        Assert.Equal((ulong)count * 3, _log.LastNumber);
        var oldest = Math.Max(1, count - 65_536 + 1);
        for (var i = 1; i <= count; i++)
        {
            Assert.Equal(i < oldest ? Reason.TooOld : Answer(i), _log.Repeat((ulong)i * 3));
        }
        Assert.Equal(Reason.TooOld, _log.Repeat(((ulong)oldest * 3) - 1));
    }

    [Fact]
    public void WriteState_AnotherNumberOrAnswer_IsAnother()
    {
        var hashes = new HashSet<string>();
        foreach (var (number, answer) in new[] { (1UL, Reason.None), (2UL, Reason.None), (1UL, Reason.Busy) })
        {
            var log = new AnswerLog();
            log.Add(number, answer);
            using var writer = new StateWriter();
            log.WriteState(writer);
            Assert.True(hashes.Add(writer.Finish()));
        }
    }

    private static Reason Answer(int i) => (Reason)(i % 24);
}
