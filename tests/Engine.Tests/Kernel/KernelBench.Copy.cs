using System.Runtime.InteropServices;
using Exchange.Engine.Kernel;
using Exchange.Engine.Tests.Numerics;

namespace Exchange.Engine.Tests.Kernel;

/// <summary>A copy that goes along, read back from the state now and then: whoever adds state to the kernel finds out here.</summary>
internal sealed partial class KernelBench
{
    private const int CopyEvery = 50;

    private ExchangeKernel? _copy;

    /// <summary>Has the copy do what the kernel did, to the same effect.</summary>
    /// <param name="record">What both are told.</param>
    /// <param name="sequence">Where the kernel was before; a copy that is elsewhere has missed what came another way.</param>
    private void Follow(byte[] record, long sequence)
    {
        if (_copy is not null && _copy.Sequence == sequence)
        {
            var isSame = MemoryMarshal.AsBytes(_copy.Apply(record)).SequenceEqual(MemoryMarshal.AsBytes<Event>(Events));
            Assert.True(isSame, $"command {sequence + 1}: a kernel read back from the state says something else");
            Assert.Equal(Kernel.NextDue, _copy.NextDue);
        }
        if (Kernel.Sequence % CopyEvery == 0)
        {
            _copy = StateBytes.Copy(Kernel);
        }
    }
}
