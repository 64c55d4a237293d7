using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Numerics;

/// <summary>The golden numbers were computed from the published algorithm by a program in another language.</summary>
public class SeededGeneratorTests
{
    public static TheoryData<ulong, ulong[], ulong> Golden => new()
    {
        {
            0,
            [0x99ec5f36cb75f2b4, 0xbf6e1f784956452a, 0x1a5f849d4933e6e0, 0x6aa594f1262d2d2c, 0xbba5ad4a1f842e59],
            0x7aac8c483a2edd2f
        },
        {
            1,
            [0xb3f2af6d0fc710c5, 0x853b559647364cea, 0x92f89756082a4514, 0x642e1c7bc266a3a7, 0xb27a48e29a233673],
            0xb8517c33c344d153
        },
        {
            42,
            [0x15780b2e0c2ec716, 0x6104d9866d113a7e, 0xae17533239e499a1, 0xecb8ad4703b360a1, 0xfde6dc7fe2ec5e64],
            0x8de5848c61ab8968
        },
        {
            ulong.MaxValue,
            [0x8f5520d52a7ead08, 0xc476a018caa1802d, 0x81de31c0d260469e, 0xbf658d7e065f3c2f, 0x913593fda1bca32a],
            0xc3c93ea5cde434cc
        },
    };

    [Theory]
    [MemberData(nameof(Golden))]
    public void NextBits_Seed_GivesThePublishedSequence(ulong seed, ulong[] first, ulong thousandth)
    {
        var generator = new SeededGenerator(seed);
        foreach (var expected in first)
        {
            Assert.Equal(expected, generator.NextBits());
        }
        for (var i = first.Length + 1; i < 1000; i++)
        {
            generator.NextBits();
        }
        Assert.Equal(thousandth, generator.NextBits());
    }

    [Fact]
    public void NextBelow_Seed_GivesTheGoldenSequence()
    {
        var small = new SeededGenerator(7);
        Assert.Equal([7L, 2, 8, 9, 9, 8, 0, 1, 4, 1, 5, 7], Enumerable.Range(0, 12).Select(_ => small.NextBelow(10)));

        // A bound of 3·2⁶¹ rejects a quarter of all draws: the loop is part of the sequence.
        var large = new SeededGenerator(7);
        Assert.Equal(
            [
                4846258151560678497L, 1928269721375543502, 5808147339934739864, 6037439055838090395,
                420254273381114143, 722437603611755698,
            ],
            Enumerable.Range(0, 6).Select(_ => large.NextBelow(3L << 61)));
    }

    [Fact]
    public void NextUnit_Seed_GivesTheGoldenSequence()
    {
        var generator = new SeededGenerator(7);
        Assert.Equal(0.7005764821796896, generator.NextUnit());
        Assert.Equal(0.2787512294737843, generator.NextUnit());
        Assert.Equal(0.8396274618764198, generator.NextUnit());
    }

    [Fact]
    public void NextUnit_ManyDraws_StayBelowOne()
    {
        var generator = new SeededGenerator(3);
        var sum = 0.0;
        for (var i = 0; i < 100_000; i++)
        {
            var value = generator.NextUnit();
            Assert.InRange(value, 0, 1 - Math.ScaleB(1, -53));
            sum += value;
        }
        Assert.InRange(sum / 100_000, 0.495, 0.505);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(97)]
    public void NextBelow_ManyDraws_AreUniform(int bound)
    {
        for (var seed = 0UL; seed < 5; seed++)
        {
            var generator = new SeededGenerator(seed);
            AssertUniform(bound, () => (int)generator.NextBelow(bound), $"bound {bound}, seed {seed}");
        }
    }

    [Fact]
    public void NextBelow_BoundThatPlainModuloWouldBias_IsUniform()
    {
        // 3·2⁶¹ divides 2⁶⁴ with a large remainder: a modulo would draw the first third twice as often.
        var generator = new SeededGenerator(11);
        AssertUniform(3, () => (int)(generator.NextBelow(3L << 61) >> 61), "bound 3·2^61, seed 11");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    public void NextBelow_NoPositiveBound_Throws(long bound) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SeededGenerator(1).NextBelow(bound));

    [Fact]
    public void NextBelow_LargestBound_StaysBelowIt()
    {
        var generator = new SeededGenerator(5);
        for (var i = 0; i < 1000; i++)
        {
            Assert.InRange(generator.NextBelow(long.MaxValue), 0, long.MaxValue - 1);
            Assert.Equal(0, generator.NextBelow(1));
        }
    }

    /// <summary>Chi-square against the uniform distribution, five standard deviations above its mean.</summary>
    private static void AssertUniform(int cells, Func<int> draw, string what)
    {
        const int PerCell = 2_000;
        var counts = new int[cells];
        for (var i = 0; i < cells * PerCell; i++)
        {
            counts[draw()]++;
        }
        var chiSquare = counts.Sum(count => Math.Pow(count - PerCell, 2) / PerCell);
        var freedom = cells - 1;
        Assert.True(chiSquare <= freedom + (5 * Math.Sqrt(2 * freedom)), $"{what}: chi-square {chiSquare}");
    }
}
