using System.Numerics;
using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Kernel;

/// <summary>
/// The last answers of one client session, by instruction number: what makes a repeated instruction harmless. Numbers
/// increase, with gaps if the client likes.
/// </summary>
internal sealed class AnswerLog
{
    /// <summary>How many answers are kept.</summary>
    public const int Capacity = 65_536;

    private const int SmallestRoom = 64;

    private ulong[] _numbers = new ulong[SmallestRoom];
    private Reason[] _reasons = new Reason[SmallestRoom];
    private long _added;

    // Of those before it the answers were given up.
    private long _first;

    /// <summary>The highest number answered; zero before the first.</summary>
    public ulong LastNumber => _added == 0 ? 0 : _numbers[(_added - 1) & Mask];

    private long Mask => _numbers.Length - 1;

    /// <summary>How many answers are kept.</summary>
    public int Kept => (int)(_added - Oldest);

    /// <summary>When the last one was added, in commands: what tells the sessions that are in use from others.</summary>
    public long LastUsed { get; private set; }

    private long Oldest => Math.Max(_first, _added - _numbers.Length);

    /// <summary>Keeps an answer to a number above every one before.</summary>
    /// <param name="number">The number.</param>
    /// <param name="reason">The answer.</param>
    /// <param name="sequence">The command that it answers.</param>
    public void Add(ulong number, Reason reason, long sequence = 0)
    {
        if (Kept == _numbers.Length && _numbers.Length < Capacity)
        {
            Resize(_numbers.Length * 2);
        }
        _numbers[_added & Mask] = number;
        _reasons[_added & Mask] = reason;
        _added++;
        LastUsed = sequence;
    }

    /// <summary>Gives up all answers but the last, and their room: older numbers are <see cref="Reason.TooOld"/> from now on.</summary>
    public void KeepLast()
    {
        _first = Math.Max(0, _added - 1);
        Resize(SmallestRoom);
    }

    /// <summary>
    /// The answer to a number that is not above <see cref="LastNumber"/>; <see cref="Reason.TooOld"/> when it is not
    /// among those kept.
    /// </summary>
    public Reason Repeat(ulong number)
    {
        var (low, high) = (Oldest, _added - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _numbers[middle & Mask] < number ? (middle + 1, high) : (low, middle);
        }
        return _added > 0 && _numbers[low & Mask] == number ? _reasons[low & Mask] : Reason.TooOld;
    }

    public void WriteState(StateWriter writer)
    {
        writer.Write(_added);
        writer.Write(Kept);
        for (var i = Oldest; i < _added; i++)
        {
            writer.Write(_numbers[i & Mask]);
            writer.Write((long)_reasons[i & Mask]);
        }
    }

    /// <summary>Reads back what <see cref="WriteState"/> wrote, where nothing was kept before.</summary>
    public void ReadState(StateReader reader, long lastUsed)
    {
        var added = reader.ReadInt64();
        var kept = reader.ReadIndex(Capacity + 1);
        _added = _first = kept <= added ? added - kept : throw StateReader.Malformed("a session keeps more answers than it has given");
        Resize(Math.Max(SmallestRoom, (int)BitOperations.RoundUpToPowerOf2((uint)kept)));
        while (_added < added)
        {
            var number = reader.ReadUInt64();
            _numbers[_added & Mask] = number;
            _reasons[_added & Mask] = reader.ReadEnum<Reason>();
            _added++;
        }
        LastUsed = lastUsed;
    }

    private void Resize(int room)
    {
        var (numbers, reasons) = (new ulong[room], new Reason[room]);
        for (var i = Oldest; i < _added; i++)
        {
            numbers[i & (room - 1)] = _numbers[i & Mask];
            reasons[i & (room - 1)] = _reasons[i & Mask];
        }
        (_numbers, _reasons) = (numbers, reasons);
    }
}
