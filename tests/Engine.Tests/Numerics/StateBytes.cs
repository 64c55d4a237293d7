using Exchange.Engine.Kernel;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Numerics;

/// <summary>The bytes of a state in memory.</summary>
internal static class StateBytes
{
    /// <summary>What is written, and the hash of it.</summary>
    public static byte[] Of(Action<StateWriter> write, out string hash)
    {
        var bytes = new List<byte>();
        using var writer = new StateWriter(part => bytes.AddRange(part));
        write(writer);
        hash = writer.Finish();
        return [.. bytes];
    }

    public static byte[] Of(Action<StateWriter> write) => Of(write, out _);

    public static byte[] Of(ExchangeKernel kernel)
    {
        var bytes = new List<byte>();
        Assert.Equal(kernel.StateHash(), kernel.WriteState(part => bytes.AddRange(part)));
        return [.. bytes];
    }

    /// <summary>Hands bytes over, a few at a time or all at once.</summary>
    public static StateSource Source(byte[] bytes, int most = int.MaxValue)
    {
        var position = 0;
        return target =>
        {
            var count = Math.Min(most, Math.Min(target.Length, bytes.Length - position));
            bytes.AsSpan(position, count).CopyTo(target);
            position += count;
            return count;
        };
    }

    /// <summary>A reader that knows of so many accounts.</summary>
    public static StateReader Reader(byte[] bytes, int accounts = 1_000_000) => new(Source(bytes)) { AccountCount = accounts };

    /// <summary>The kernel that its own state makes.</summary>
    public static ExchangeKernel Copy(ExchangeKernel kernel, int most = int.MaxValue) =>
        ExchangeKernel.ReadState(Source(Of(kernel), most), kernel.StateHash());
}
