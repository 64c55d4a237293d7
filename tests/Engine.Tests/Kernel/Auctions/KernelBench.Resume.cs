using Exchange.Engine.Kernel;

namespace Exchange.Engine.Tests.Kernel;

internal sealed partial class KernelBench
{
    /// <summary>The exchange is up again after a time without commands.</summary>
    public string[] Resume() => Apply(Commands.Resumed(_record, _header));
}
