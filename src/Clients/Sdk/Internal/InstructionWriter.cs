using Google.Protobuf.Collections;
using Grpc.Core;

namespace Exchange.Sdk.Internal;

/// <summary>
/// Numbers instructions and writes them: one write at a time, and whatever queues up while it is under way leaves together
/// in the next. The caller who finds the stream idle writes itself. When the stream is lost, instructions wait for the next,
/// which begins with all that have no answer yet. Safe for concurrent use.
/// </summary>
internal sealed class InstructionWriter
{
    // What the exchange takes in one message.
    private const int MaxInstructionsPerMessage = 1000;

    private readonly Lock _gate = new();
    private readonly UnansweredInstructions _unanswered;
    private readonly Action<Exception> _failed;
    private readonly Queue<V1.Instruction> _queued = new();
    private IClientStreamWriter<V1.SessionRequest> _stream;
    private Task _writing = Task.CompletedTask;
    private ulong _lastNumber;
    private bool _isWriting;
    private bool _isLost;
    private bool _isComplete;

    public InstructionWriter(
        IClientStreamWriter<V1.SessionRequest> stream,
        ulong lastNumber,
        UnansweredInstructions unanswered,
        Action<Exception> failed)
    {
        _stream = stream;
        _lastNumber = lastNumber;
        _unanswered = unanswered;
        _failed = failed;
    }

    /// <summary>Numbers and queues an instruction, and writes when nobody does.</summary>
    /// <exception cref="InvalidOperationException">The session is closing.</exception>
    public void Write(V1.Instruction instruction, Unanswered unanswered)
    {
        lock (_gate)
        {
            if (_isComplete)
            {
                throw new InvalidOperationException("The session is closed: it takes no more instructions.");
            }
            instruction.Number = ++_lastNumber;
            _unanswered.Add(instruction.Number, unanswered with { Message = instruction });
            if (!_isLost)
            {
                _queued.Enqueue(instruction);
                StartWriting();
            }
        }
    }

    /// <summary>Takes no more instructions, and half-closes once those queued are written.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _isComplete = true;
            if (!_isLost)
            {
                StartWriting();
            }
        }
    }

    /// <summary>The stream is lost: what comes waits for the next.</summary>
    /// <returns>Completes when nothing is written to it any more.</returns>
    public Task Suspend()
    {
        lock (_gate)
        {
            _isLost = true;
            _queued.Clear();
            return _writing;
        }
    }

    /// <summary>Goes on with another stream: first with everything that has no answer yet, in the order of the numbers.</summary>
    public void Resume(IClientStreamWriter<V1.SessionRequest> stream)
    {
        lock (_gate)
        {
            _stream = stream;
            _isLost = false;
            // Also who had half-closed the stream that was lost begins again.
            _isWriting = false;
            foreach (var instruction in _unanswered.InOrder())
            {
                _queued.Enqueue(instruction);
            }
            if (_isComplete || _queued.Count > 0)
            {
                StartWriting();
            }
        }
    }

    /// <summary>Writes an instruction once more to a stream, unless that is lost: the next begins with it anyway.</summary>
    public void Repeat(ulong number, IClientStreamWriter<V1.SessionRequest> stream)
    {
        lock (_gate)
        {
            if (!_isLost && !_isComplete && _stream == stream && _unanswered.Find(number) is { } instruction)
            {
                _queued.Enqueue(instruction);
                StartWriting();
            }
        }
    }

    // Under the lock.
    private void StartWriting()
    {
        if (!_isWriting)
        {
            _isWriting = true;
            _writing = WriteQueuedAsync(_stream);
        }
    }

    // Never throws: a stream that cannot be written has ended, and the session is told.
    private async Task WriteQueuedAsync(IClientStreamWriter<V1.SessionRequest> stream)
    {
        try
        {
            var request = new V1.SessionRequest();
            while (TryTakeQueued(request.Instructions))
            {
                await stream.WriteAsync(request);
                request.Instructions.Clear();
            }
            if (_isComplete && !_isLost)
            {
                await stream.CompleteAsync();
            }
        }
        catch (Exception exception)
        {
            lock (_gate)
            {
                _isWriting = false;
            }
            _failed(exception);
        }
    }

    private bool TryTakeQueued(RepeatedField<V1.Instruction> instructions)
    {
        lock (_gate)
        {
            while (instructions.Count < MaxInstructionsPerMessage && _queued.TryDequeue(out var instruction))
            {
                instructions.Add(instruction);
            }
            // Who has completed writes nothing more.
            _isWriting = instructions.Count > 0 || (_isComplete && !_isLost);
            return instructions.Count > 0;
        }
    }
}
