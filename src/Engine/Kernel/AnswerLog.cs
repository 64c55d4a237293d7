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

    private ulong[] _numbers = new ulong[64];
    private Reason[] _reasons = new Reason[64];
    private long _added;

    /// <summary>The highest number answered; zero before the first.</summary>
    public ulong LastNumber => _added == 0 ? 0 : _numbers[(_added - 1) & Mask];

    private long Mask => _numbers.Length - 1;

    private long Oldest => Math.Max(0, _added - _numbers.Length);

    /// <summary>Keeps an answer to a number above every one before.</summary>
    public void Add(ulong number, Reason reason)
    {
        if (_added == _numbers.Length && _numbers.Length < Capacity)
        {
            Array.Resize(ref _numbers, _numbers.Length * 2);
            Array.Resize(ref _reasons, _reasons.Length * 2);
        }
        _numbers[_added & Mask] = number;
        _reasons[_added & Mask] = reason;
        _added++;
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
        for (var i = Oldest; i < _added; i++)
        {
            writer.Write(_numbers[i & Mask]);
            writer.Write((long)_reasons[i & Mask]);
        }
    }

    /// <summary>Reads back what <see cref="WriteState"/> wrote, where nothing was kept before.</summary>
    public void ReadState(StateReader reader)
    {
        var added = reader.ReadInt64();
        var kept = (int)Math.Min(added, Capacity);
        _added = kept >= 0 ? added - kept : throw StateReader.Malformed("a session has fewer answers than none");
        var room = Math.Max(_numbers.Length, (int)BitOperations.RoundUpToPowerOf2((uint)kept));
        (_numbers, _reasons) = (new ulong[room], new Reason[room]);
        while (_added < added)
        {
            var number = reader.ReadUInt64();
            _numbers[_added & Mask] = number;
            _reasons[_added & Mask] = reader.ReadEnum<Reason>();
            _added++;
        }
    }
}
