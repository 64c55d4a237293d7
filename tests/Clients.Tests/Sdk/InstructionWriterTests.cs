using Exchange.Sdk;
using Exchange.Sdk.Internal;
using Exchange.V1;
using Grpc.Core;

namespace Exchange.Clients.Tests.Sdk;

public sealed class InstructionWriterTests
{
    private readonly SlowStream _stream = new();
    private readonly UnansweredInstructions _unanswered = new();
    private readonly List<Exception> _failures = [];
    private readonly InstructionWriter _writer;

    public InstructionWriterTests() => _writer = new(_stream, lastNumber: 40, _unanswered, _failures.Add);

    [Fact]
    public void Write_WhileAWriteIsUnderWay_LeavesTogetherInTheNextMessage()
    {
        Write(4);
        _stream.Complete();
        Write(1);
        _stream.Complete();
        Assert.Equal([[41], [42, 43, 44], [45]], _stream.Messages);
    }

    [Fact]
    public void Write_MoreThanAMessageHolds_GoesOnInTheNext()
    {
        Write(2002);
        _stream.Complete();
        _stream.Complete();
        _stream.Complete();
        Assert.Equal([1, 1000, 1000, 1], _stream.Messages.Select(message => message.Length));
        Assert.Equal(Enumerable.Range(41, 2002).Select(number => (ulong)number), _stream.Messages.SelectMany(numbers => numbers));
    }

    [Fact]
    public void Complete_WithInstructionsQueued_WritesThemFirst()
    {
        Write(2);
        _writer.Complete();
        Assert.False(_stream.IsComplete);
        Assert.Throws<InvalidOperationException>(() => Write(1));
        _stream.Complete();
        _stream.Complete();
        Assert.True(_stream.IsComplete);
        Assert.Equal([[41], [42]], _stream.Messages);
    }

    [Fact]
    public void Write_StreamFails_IsSaidOnce()
    {
        Write(2);
        _stream.Fail();
        _writer.Complete();
        Assert.IsType<IOException>(_failures[0]);
        Assert.False(_stream.IsComplete);
    }

    [Fact]
    public async Task Resume_AfterALoss_BeginsWithWhatHasNoAnswer()
    {
        Write(3);
        _stream.Fail();
        Write(1);
        var suspended = _writer.Suspend();
        _stream.Fail();
        await suspended;
        Write(1);
        Assert.True(_unanswered.TryTake(42, out _));
        _writer.Complete();

        var next = new SlowStream();
        _writer.Resume(next);
        Assert.Equal([[41, 43, 44, 45]], next.Messages);
        Assert.False(next.IsComplete);
        next.Complete();
        Assert.True(next.IsComplete);
    }

    [Fact]
    public async Task Resume_HalfClosedBeforeTheLoss_AsksAgainAndHalfClosesAgain()
    {
        Write(1);
        _writer.Complete();
        _stream.Complete();
        Assert.True(_stream.IsComplete);
        await _writer.Suspend();

        var next = new SlowStream();
        _writer.Resume(next);
        Assert.Equal([[41]], next.Messages);
        next.Complete();
        Assert.True(next.IsComplete);
    }

    private void Write(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _writer.Write(new V1.Instruction { CancelAll = new() }, new Unanswered(0, 0, null));
        }
    }

    /// <summary>Takes one message at a time, for as long as the test likes.</summary>
    private sealed class SlowStream : IClientStreamWriter<SessionRequest>
    {
        private TaskCompletionSource? _writing;

        public List<ulong[]> Messages { get; } = [];

        public bool IsComplete { get; private set; }

        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(SessionRequest message)
        {
            Assert.Null(_writing);
            Messages.Add([.. message.Instructions.Select(instruction => instruction.Number)]);
            _writing = new();
            return _writing.Task;
        }

        public Task CompleteAsync()
        {
            IsComplete = true;
            return Task.CompletedTask;
        }

        public void Complete() => Take().SetResult();

        public void Fail() => Take().SetException(new IOException("gone"));

        private TaskCompletionSource Take()
        {
            var writing = _writing!;
            _writing = null;
            return writing;
        }
    }
}
