using System.Reflection;

namespace Exchange.Clients.Tests.Architecture;

/// <summary>Who may know whom, among the assemblies.</summary>
public sealed class AssemblyReferenceTests
{
    /// <summary>Ours only: every assembly may know the base library, and these of ours.</summary>
    public static TheoryData<string, string[]> Allowed => new()
    {
        { "Exchange.Engine", [] },
        { "Grpc", [] },
        { "Exchange.Proto", ["Grpc"] },
        { "Exchange.Gateway", ["Exchange.Engine", "Grpc", "Exchange.Proto"] },
        { "Exchange.Sdk", ["Grpc", "Exchange.Proto"] },
        { "Exchange.Bots", ["Exchange.Sdk"] },
        { "Exchange.Lab", ["Exchange.Sdk", "Exchange.Gateway", "Exchange.Proto"] },
        { "exchange", ["Exchange.Sdk", "Exchange.Bots", "Exchange.Lab", "Exchange.Gateway", "Exchange.Engine", "Exchange.Proto", "Grpc"] },
    };

    [Theory]
    [MemberData(nameof(Allowed))]
    public void References_OfAssembly_AreThoseAllowed(string assembly, string[] allowed)
    {
        var known = Allowed.Select(row => row.Data.Item1).ToHashSet();
        var references = Assembly.Load(assembly).GetReferencedAssemblies().Select(name => name.Name!).Where(known.Contains);
        Assert.Empty(references.Except(allowed));
    }

    [Fact]
    public void Engine_References_TheBaseLibraryAlone()
    {
        var references = Assembly.Load("Exchange.Engine").GetReferencedAssemblies().Select(name => name.Name!);
        Assert.All(references, name => Assert.StartsWith("System.", name, StringComparison.Ordinal));
    }
}
