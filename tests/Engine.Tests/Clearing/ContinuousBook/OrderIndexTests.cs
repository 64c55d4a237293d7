using Exchange.Engine.Clearing.ContinuousBook;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Clearing.ContinuousBook;

/// <summary>The index against a dictionary.</summary>
public class OrderIndexTests
{
    // The inverse of the hash's multiplier modulo 2⁶⁴: with it the test makes ids that hash where it likes.
    private const ulong Multiplier = 0x9E3779B97F4A7C15;
    private static readonly ulong Inverse = InverseOf(Multiplier);

    private readonly OrderPool _pool = new();
    private readonly OrderIndex _index;
    private readonly Dictionary<(int Account, ulong Id), int> _model = [];

    public OrderIndexTests() => _index = new(_pool);

    public static TheoryData<string> IdSets => new(Ids.Keys);

    private static Dictionary<string, Func<SeededGenerator, (int, ulong)>> Ids { get; } = new()
    {
        ["few ids"] = random => ((int)random.NextBelow(3), (ulong)random.NextBelow(50)),
        ["many ids"] = random => ((int)random.NextBelow(100), (ulong)random.NextBelow(1000)),
        ["random ids"] = random => (int.MaxValue - (int)random.NextBelow(2), random.NextBits() | 1),
        ["the greatest ids"] = random => ((int)random.NextBelow(2), ulong.MaxValue - (ulong)random.NextBelow(500)),
        ["one hash for all"] = random => (0, IdWithHash(0x8000_0000, (uint)random.NextBelow(200))),
        ["the last places of the table"] = random =>
            (0, IdWithHash(0xFFFF_FFFF - (uint)random.NextBelow(8), (uint)random.NextBelow(100))),
        ["neighbouring places"] = random =>
            (0, IdWithHash((uint)random.NextBelow(64) << 21, (uint)random.NextBelow(20))),
    };

    [Theory]
    [MemberData(nameof(IdSets))]
    public void Index_RandomWalk_IsADictionary(string ids)
    {
        const ulong Seed = 17;
        var random = new SeededGenerator(Seed);
        for (var step = 0; step < 20_000; step++)
        {
            var (account, id) = Ids[ids](random);
            if (_model.ContainsKey((account, id)))
            {
                Remove(account, id);
            }
            else if (random.NextBelow(100) < (step / 2_000 % 2 == 0 ? 90 : 30))
            {
                Add(account, id);
            }
            var (anyAccount, anyId) = Ids[ids](random);
            Assert.True(
                _index.Find(anyAccount, anyId) == _model.GetValueOrDefault((anyAccount, anyId), -1),
                $"{ids}, seed {Seed}, step {step}: {anyAccount}/{anyId}");
        }
        AssertAllFound();
    }

    [Fact]
    public void Index_BeyondItsFirstSize_GrowsAndFindsAll()
    {
        for (var id = 0UL; id < 20_000; id++)
        {
            Add((int)(id % 7), id * 1_000_003);
        }
        AssertAllFound();
        foreach (var (account, id) in _model.Keys.Where(key => key.Id % 3 != 0).ToList())
        {
            Remove(account, id);
        }
        AssertAllFound();
        Assert.Equal(_model.Count, _pool.Count);
    }

    [Fact]
    public void Index_ClashingHashes_AreToldApart()
    {
        for (var low = 0U; low < 50; low++)
        {
            Add(0, IdWithHash(0xABCD_0123, low));
        }
        AssertAllFound();
        for (var low = 0U; low < 50; low += 2)
        {
            Remove(0, IdWithHash(0xABCD_0123, low));
            AssertAllFound();
        }
        Assert.Equal(-1, _index.Find(0, IdWithHash(0xABCD_0123, 0)));
        Assert.Equal(-1, _index.Find(0, IdWithHash(0xABCD_0123, 99)));
        Assert.Equal(-1, _index.Find(1, IdWithHash(0xABCD_0123, 1)));
    }

    [Fact]
    public void Pool_PlacesGivenBack_AreTakenAgain()
    {
        for (var round = 0; round < 100; round++)
        {
            Add(1, (ulong)round);
            Remove(1, (ulong)round);
        }
        Assert.Equal(0, _pool.Take());
        Assert.Equal(1, _pool.Count);
    }

    private void Add(int account, ulong id)
    {
        var place = _pool.Take();
        _pool[place].Account = account;
        _pool[place].Id = id;
        _index.Add(account, id, place);
        _model.Add((account, id), place);
    }

    private void Remove(int account, ulong id)
    {
        _index.Remove(account, id);
        _model.Remove((account, id), out var place);
        _pool.GiveBack(place);
        Assert.Equal(-1, _index.Find(account, id));
    }

    private void AssertAllFound()
    {
        foreach (var ((account, id), place) in _model)
        {
            Assert.Equal(place, _index.Find(account, id));
        }
    }

    /// <summary>An id of account 0 whose product with the multiplier has these halves; the high one is the hash.</summary>
    private static ulong IdWithHash(uint hash, uint low) => unchecked((((ulong)hash << 32) | low) * Inverse);

    private static ulong InverseOf(ulong odd)
    {
        // Newton's iteration doubles the correct bits each time.
        var inverse = odd;
        for (var i = 0; i < 6; i++)
        {
            inverse = unchecked(inverse * (2 - (odd * inverse)));
        }
        return inverse;
    }
}
