using System.Buffers.Binary;
using System.Security.Cryptography;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Kernel.Sessions;
using Exchange.Engine.Tests.Numerics;

namespace Exchange.Engine.Tests.Kernel;

/// <summary>Bytes that no kernel wrote, even with a hash that fits them: a clear refusal, never half a kernel.</summary>
public class MalformedStateTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void ReadState_AnythingChanged_IsRefusedOrIsThatState(ulong seed)
    {
        foreach (var kernel in Kernels(seed))
        {
            var bytes = StateBytes.Of(kernel);
            var random = new SeededGenerator(seed);
            // Definitions lie in command records, whose readers trust whoever checked them.
            var definitions = (3 * sizeof(long)) + StateBytes.Of(kernel.Catalog.WriteState).Length;
            for (var round = 0; round < 250; round++)
            {
                var changed = (byte[])bytes.Clone();
                var at = definitions + (int)random.NextBelow((bytes.Length - definitions) / sizeof(long)) * sizeof(long);
                var value = BinaryPrimitives.ReadInt64LittleEndian(changed.AsSpan(at));
                BinaryPrimitives.WriteInt64LittleEndian(changed.AsSpan(at), Other(value, random));
                if (TryRead(changed) is { } read)
                {
                    // Another number that might have been there: then it is there.
                    Assert.True(StateBytes.Of(read).AsSpan().SequenceEqual(changed), $"seed {seed}, round {round}");
                }
            }
        }
    }

    [Fact]
    public void ReadState_CutAnywhere_IsRefused()
    {
        foreach (var kernel in Kernels(3))
        {
            var bytes = StateBytes.Of(kernel);
            for (var length = 0; length < bytes.Length; length += 97)
            {
                Assert.Null(TryRead(bytes[..length]));
            }
            Assert.Null(TryRead([.. bytes, 0]));
            Assert.NotNull(TryRead(bytes));
        }
    }

    [Fact]
    public void ReadState_AnotherHash_IsRefused()
    {
        var bytes = StateBytes.Of(new ExchangeKernel());
        var e = Assert.Throws<InvalidDataException>(() => ExchangeKernel.ReadState(StateBytes.Source(bytes), new('0', 64)));
        Assert.Contains("hash", e.Message);
    }

    [Fact]
    public void ReadState_UnderOtherRules_GoesOnByThese()
    {
        var bench = KernelBench.With("A");
        bench.Buy("A", 1, 5, 100);
        var bytes = StateBytes.Of(bench.Kernel);
        BinaryPrimitives.WriteInt64LittleEndian(bytes, ExchangeKernel.RulesVersion - 1);
        Assert.Equal(bench.Kernel.StateHash(), TryRead(bytes)!.StateHash());
    }

    private static ExchangeKernel[] Kernels(ulong seed)
    {
        var flow = new FlowRun(seed, new(DepthDisclosure.Levels, 3, 30), new(new(-2), new(5)));
        var orders = new FlowRun(seed, Disclosure.Lit with { ShowsOrders = true }, Charges.None);
        var (sessions, sizes) = (new SessionRun(SessionMarkets.All, seed), new SessionRun(SizeMarkets.All, seed));
        for (var step = 0; step < 400; step++)
        {
            flow.Step();
            orders.Step();
            sessions.Step();
            sizes.Step();
        }
        return [flow.Bench.Kernel, orders.Bench.Kernel, sessions.Bench.Kernel, sizes.Bench.Kernel];
    }

    private static ExchangeKernel? TryRead(byte[] bytes)
    {
        try
        {
            return ExchangeKernel.ReadState(StateBytes.Source(bytes), Convert.ToHexStringLower(SHA256.HashData(bytes)));
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static long Other(long value, SeededGenerator random) => random.NextBelow(6) switch
    {
        0 => value + 1,
        1 => value - 1,
        2 => unchecked(-value - 1),
        3 => value ^ (1L << (int)random.NextBelow(63)),
        4 => random.NextBelow(8),
        _ => long.MinValue,
    };
}
