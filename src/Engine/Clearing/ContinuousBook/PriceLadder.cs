using System.Numerics;
using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Clearing.ContinuousBook;

/// <summary>The orders at one price: a first-in-first-out list in the <see cref="OrderPool"/>, and their sum.</summary>
internal struct PriceLevel
{
    public int Head;
    public int Tail;
    public long Lots;
}

/// <summary>
/// The occupied price levels of one side, from the best to the worst. Prices become keys that ascend from better to
/// worse, and keys live in a 64-way trie with a bit for every occupied child: the next level is a few bit scans away
/// however many there are and however far apart. The trie is only as high as the range of occupied prices needs, so
/// that a book whose prices lie within a few thousand ticks of each other is two or three nodes deep.
/// </summary>
internal sealed class PriceLadder
{
    private const int Bits = 6;
    private const int Fanout = 1 << Bits;
    private const int Mask = Fanout - 1;
    private const int KeyBits = 31;
    private const int MaxHeight = (KeyBits + Bits - 1) / Bits;
    private const int None = -1;

    private readonly Side _side;

    // Leaves hold 64 levels each; branches hold the indices of 64 children. A node is free when it holds nothing.
    private PriceLevel[] _levels = new PriceLevel[Fanout];
    private ulong[] _leafBits = new ulong[1];
    private int[] _freeLeaves = [0];
    private int _freeLeafCount = 1;
    private int[] _children = new int[Fanout];
    private ulong[] _branchBits = new ulong[1];
    private int[] _freeBranches = [0];
    private int _freeBranchCount = 1;

    private int _root = None;
    private int _height;
    private uint _rootPrefix;

    // The leaf used last: most messages are near it.
    private uint _hotPrefix = uint.MaxValue;
    private int _hotLeaf;

    private uint _bestKey = uint.MaxValue;
    private int _best = None;

    public PriceLadder(Side side) => _side = side;

    /// <summary>The best level's index, or −1.</summary>
    public int Best => _best;

    /// <summary>The best level's price in ticks; there must be one.</summary>
    public int BestTicks => TicksOf(_bestKey);

    /// <summary>The level at an index that <see cref="Find"/> or <see cref="FindOrAdd"/> gave.</summary>
    public ref PriceLevel this[int level] => ref _levels[level];

    /// <summary>The level at a price, or −1.</summary>
    public int Find(int ticks)
    {
        var key = KeyOf(ticks);
        var leaf = key >> Bits == _hotPrefix ? _hotLeaf : FindLeaf(key);
        return leaf != None && (_leafBits[leaf] >> (int)(key & Mask) & 1) != 0 ? LevelIndex(leaf, key) : None;
    }

    /// <summary>The level at a price, made empty if there was none: the caller must put an order into it.</summary>
    public int FindOrAdd(int ticks)
    {
        var key = KeyOf(ticks);
        var leaf = key >> Bits == _hotPrefix ? _hotLeaf : AddLeaf(key);
        var level = LevelIndex(leaf, key);
        var bit = 1UL << (int)(key & Mask);
        if ((_leafBits[leaf] & bit) == 0)
        {
            _leafBits[leaf] |= bit;
            _levels[level] = new PriceLevel { Head = None, Tail = None };
            if (key < _bestKey)
            {
                _bestKey = key;
                _best = level;
            }
        }
        return level;
    }

    /// <summary>Removes a level whose last order has gone.</summary>
    public void Remove(int ticks)
    {
        var key = KeyOf(ticks);
        var leaf = key >> Bits == _hotPrefix ? _hotLeaf : FindLeaf(key);
        var rest = _leafBits[leaf] &= ~(1UL << (int)(key & Mask));
        if (rest == 0)
        {
            RemoveLeaf(key);
        }
        if (key == _bestKey)
        {
            SetBest(rest != 0 ? (key & ~(uint)Mask) | (uint)BitOperations.TrailingZeroCount(rest) : FirstFrom(0));
        }
    }

    /// <summary>The best level, in ticks; false when there is none.</summary>
    public bool TryGetBest(out int ticks)
    {
        ticks = _best == None ? 0 : TicksOf(_bestKey);
        return _best != None;
    }

    /// <summary>The next worse level than a price; false when there is none.</summary>
    public bool TryGetNext(int ticks, out int nextTicks)
    {
        var key = FirstFrom(KeyOf(ticks) + 1);
        nextTicks = key == uint.MaxValue ? 0 : TicksOf(key);
        return key != uint.MaxValue;
    }

    private uint KeyOf(int ticks) =>
        (uint)(_side == Side.Buy ? Price.MaxTicks - ticks : ticks + Price.MaxTicks);

    private int TicksOf(uint key) =>
        _side == Side.Buy ? Price.MaxTicks - (int)key : (int)key - Price.MaxTicks;

    private static int LevelIndex(int leaf, uint key) => (leaf << Bits) | (int)(key & Mask);

    private void SetBest(uint key)
    {
        _bestKey = key;
        _best = key == uint.MaxValue ? None : LevelIndex(FindLeaf(key), key);
    }

    private int FindLeaf(uint key)
    {
        if (_root == None || PrefixAt(key, _height) != _rootPrefix)
        {
            return None;
        }
        var node = _root;
        for (var height = _height; height > 0; height--)
        {
            var slot = SlotAt(key, height);
            if ((_branchBits[node] >> slot & 1) == 0)
            {
                return None;
            }
            node = _children[(node << Bits) | slot];
        }
        SetHot(key, node);
        return node;
    }

    private int AddLeaf(uint key)
    {
        if (_root == None)
        {
            _height = 0;
            _rootPrefix = PrefixAt(key, 0);
            _root = TakeLeaf();
        }
        while (PrefixAt(key, _height) != _rootPrefix)
        {
            GrowRoot();
        }
        var node = _root;
        for (var height = _height; height > 0; height--)
        {
            var slot = SlotAt(key, height);
            if ((_branchBits[node] >> slot & 1) == 0)
            {
                var child = height == 1 ? TakeLeaf() : TakeBranch();
                _branchBits[node] |= 1UL << slot;
                _children[(node << Bits) | slot] = child;
            }
            node = _children[(node << Bits) | slot];
        }
        SetHot(key, node);
        return node;
    }

    private void GrowRoot()
    {
        var branch = TakeBranch();
        var slot = (int)(_rootPrefix & Mask);
        _branchBits[branch] = 1UL << slot;
        _children[(branch << Bits) | slot] = _root;
        _root = branch;
        _rootPrefix >>= Bits;
        _height++;
    }

    /// <summary>Frees the emptied leaf of a key and every branch that this empties.</summary>
    private void RemoveLeaf(uint key)
    {
        _hotPrefix = uint.MaxValue;
        Span<int> path = stackalloc int[MaxHeight + 1];
        path[_height] = _root;
        for (var height = _height; height > 0; height--)
        {
            path[height - 1] = _children[(path[height] << Bits) | SlotAt(key, height)];
        }
        _freeLeaves[_freeLeafCount++] = path[0];
        for (var height = 1; height <= _height; height++)
        {
            if ((_branchBits[path[height]] &= ~(1UL << SlotAt(key, height))) != 0)
            {
                return;
            }
            _freeBranches[_freeBranchCount++] = path[height];
        }
        _root = None;
    }

    /// <summary>The least occupied key from a key on; uint.MaxValue when there is none.</summary>
    private uint FirstFrom(uint key)
    {
        if (_root == None)
        {
            return uint.MaxValue;
        }
        var first = _rootPrefix << (Bits * (_height + 1));
        if (PrefixAt(key, _height) > _rootPrefix)
        {
            return uint.MaxValue;
        }
        return FirstFrom(_root, _height, first, Math.Max(key, first));
    }

    /// <summary>As above, among the keys of one node, the least of which is <paramref name="first"/>.</summary>
    private uint FirstFrom(int node, int height, uint first, uint key)
    {
        var bits = height == 0 ? _leafBits[node] : _branchBits[node];
        var start = SlotAt(key, height);
        var width = Bits * height;
        for (bits &= ulong.MaxValue << start; bits != 0; bits &= bits - 1)
        {
            var slot = BitOperations.TrailingZeroCount(bits);
            var child = first + ((uint)slot << width);
            if (height == 0)
            {
                return child;
            }
            var found = FirstFrom(_children[(node << Bits) | slot], height - 1, child, Math.Max(key, child));
            if (found != uint.MaxValue)
            {
                return found;
            }
        }
        return uint.MaxValue;
    }

    // Shifts of 32 and more wrap in C#: a prefix beyond the key's bits is zero.
    private static uint PrefixAt(uint key, int height) => (uint)((ulong)key >> (Bits * (height + 1)));

    private static int SlotAt(uint key, int height) => (int)((key >> (Bits * height)) & Mask);

    private void SetHot(uint key, int leaf)
    {
        _hotPrefix = key >> Bits;
        _hotLeaf = leaf;
    }

    private int TakeLeaf()
    {
        if (_freeLeafCount == 0)
        {
            var count = _leafBits.Length;
            Array.Resize(ref _leafBits, count * 2);
            Array.Resize(ref _levels, count * 2 * Fanout);
            _freeLeafCount = Refill(ref _freeLeaves, count);
        }
        return _freeLeaves[--_freeLeafCount];
    }

    private int TakeBranch()
    {
        if (_freeBranchCount == 0)
        {
            var count = _branchBits.Length;
            Array.Resize(ref _branchBits, count * 2);
            Array.Resize(ref _children, count * 2 * Fanout);
            _freeBranchCount = Refill(ref _freeBranches, count);
        }
        return _freeBranches[--_freeBranchCount];
    }

    private static int Refill(ref int[] free, int count)
    {
        free = new int[count * 2];
        for (var i = 0; i < count; i++)
        {
            free[i] = count + i;
        }
        return count;
    }
}
