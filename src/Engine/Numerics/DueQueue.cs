namespace Exchange.Engine.Numerics;

/// <summary>
/// Small numbers, each due at a moment, by that moment and then by rank: a binary heap that knows where every number
/// is, so that one can be moved or taken out. Setting and removing cost the logarithm of the count.
/// </summary>
internal sealed class DueQueue
{
    private Entry[] _heap = new Entry[16];

    // Of a number: its position in the heap and one; zero when it is not there.
    private int[] _positions = [];
    private int _count;

    /// <summary>When the first number is due; <see cref="Timestamp.Never"/> when there is none.</summary>
    public Timestamp NextDue => _count == 0 ? Timestamp.Never : _heap[0].Due;

    /// <summary>The number that is due first; there must be one.</summary>
    public int First => _heap[0].Number;

    /// <summary>When a number is due; <see cref="Timestamp.Never"/> when it is not there.</summary>
    public Timestamp DueOf(int number) =>
        number < _positions.Length && _positions[number] > 0 ? _heap[_positions[number] - 1].Due : Timestamp.Never;

    /// <summary>Has a number due at a moment, and no longer at another; at <see cref="Timestamp.Never"/> it is taken out.</summary>
    public void Set(int number, Timestamp due, long rank)
    {
        Remove(number);
        if (due == Timestamp.Never)
        {
            return;
        }
        if (number >= _positions.Length)
        {
            Array.Resize(ref _positions, Math.Max(number + 1, Math.Max(16, _positions.Length * 2)));
        }
        if (_count == _heap.Length)
        {
            Array.Resize(ref _heap, _count * 2);
        }
        Rise(_count++, new(due, rank, number));
    }

    /// <summary>Takes a number out, if it is there.</summary>
    public void Remove(int number)
    {
        if (number >= _positions.Length || _positions[number] == 0)
        {
            return;
        }
        var position = _positions[number] - 1;
        _positions[number] = 0;
        var last = _heap[--_count];
        if (position == _count)
        {
            return;
        }
        if (position > 0 && last.IsBefore(_heap[(position - 1) / 2]))
        {
            Rise(position, last);
        }
        else
        {
            Sink(position, last);
        }
    }

    /// <summary>The numbers in the order in which they are due. Allocates.</summary>
    public int[] ToArray()
    {
        var entries = _heap.AsSpan(0, _count).ToArray();
        Array.Sort(entries, (one, other) => one.IsBefore(other) ? -1 : other.IsBefore(one) ? 1 : 0);
        return Array.ConvertAll(entries, entry => entry.Number);
    }

    private void Rise(int position, in Entry entry)
    {
        while (position > 0 && entry.IsBefore(_heap[(position - 1) / 2]))
        {
            Put(position, _heap[(position - 1) / 2]);
            position = (position - 1) / 2;
        }
        Put(position, entry);
    }

    private void Sink(int position, in Entry entry)
    {
        for (var child = (2 * position) + 1; child < _count; child = (2 * position) + 1)
        {
            if (child + 1 < _count && _heap[child + 1].IsBefore(_heap[child]))
            {
                child++;
            }
            if (!_heap[child].IsBefore(entry))
            {
                break;
            }
            Put(position, _heap[child]);
            position = child;
        }
        Put(position, entry);
    }

    private void Put(int position, in Entry entry)
    {
        _heap[position] = entry;
        _positions[entry.Number] = position + 1;
    }

    private readonly record struct Entry(Timestamp Due, long Rank, int Number)
    {
        public bool IsBefore(in Entry other) => Due == other.Due ? Rank < other.Rank : Due < other.Due;
    }
}
