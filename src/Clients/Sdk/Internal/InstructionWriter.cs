using Google.Protobuf.Collections;
using Grpc.Core;

namespace Exchange.Sdk.Internal;

/// <summary>
/// Numbers instructions and writes them: one write at a time, and whatever queues up while it is under way leaves together
/// in the next. The caller who finds the stream idle writes itself. Safe for concurrent use.
/// </summary>
internal sealed class InstructionWriter
{
    // What the exchange takes in one message.
    private const int MaxInstructionsPerMessage = 1000;

    private readonly Lock _gate = new();
    private readonly IClientStreamWriter<V1.SessionRequest> _stream;
    private readonly UnansweredInstructions _unanswered;
    private readonly Action<Exception> _failed;
    private readonly V1.SessionRequest _request = new();
    private readonly Queue<V1.Instruction> _queued = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ulong _lastNumber;
    private bool _isWriting;
    private bool _isComplete;
    private Task? _completing;

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
            _unanswered.Add(instruction.Number, unanswered);
            _queued.Enqueue(instruction);
            if (_isWriting)
            {
                return;
            }
            _isWriting = true;
        }
        _ = WriteQueuedAsync();
    }

    /// <summary>Takes no more instructions, waits until those queued are written and half-closes.</summary>
    public Task CompleteAsync()
    {
        lock (_gate)
        {
            _isComplete = true;
            if (!_isWriting)
            {
                _drained.TrySetResult();
            }
            return _completing ??= HalfCloseAsync();
        }
    }

    private async Task HalfCloseAsync()
    {
        await _drained.Task;
        await _stream.CompleteAsync();
    }

    // Never throws: a stream that cannot be written has ended, and the session is told.
    private async Task WriteQueuedAsync()
    {
        try
        {
            while (TryTakeQueued(_request.Instructions))
            {
                await _stream.WriteAsync(_request);
                _request.Instructions.Clear();
            }
        }
        catch (Exception exception)
        {
            _drained.TrySetResult();
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
            _isWriting = instructions.Count > 0;
            if (_isComplete && !_isWriting)
            {
                _drained.TrySetResult();
            }
            return _isWriting;
        }
    }
}
