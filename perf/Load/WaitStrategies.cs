using Exchange.Engine.Ring;

namespace Exchange.Load;

/// <summary>The ring's wait strategies by name.</summary>
internal static class WaitStrategies
{
    /// <summary>Their names, the default of a server first.</summary>
    public static readonly string[] Names = ["blocking", "yielding", "busy-spin"];

    /// <summary>Makes strategies of a name.</summary>
    public static Func<WaitStrategy> Of(string name) => name switch
    {
        "busy-spin" => static () => new BusySpinWaitStrategy(),
        "yielding" => static () => new YieldingWaitStrategy(),
        _ => static () => new BlockingWaitStrategy(),
    };
}
