using System.Reflection;
using System.Text.RegularExpressions;
using Exchange.Engine.Kernel;

namespace Exchange.Engine.Tests.Architecture;

/// <summary>Who may know whom inside the engine: a part uses only those to its left.</summary>
public class LayeringTests
{
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["Numerics"] = [],
        ["Bids"] = ["Numerics"],
        ["Clearing"] = ["Numerics", "Bids"],
        ["Markets"] = ["Numerics", "Bids", "Clearing"],
        ["Accounts"] = ["Numerics", "Bids", "Clearing", "Markets"],
        ["Kernel"] = ["Numerics", "Bids", "Clearing", "Markets", "Accounts"],
        ["Ring"] = ["Numerics", "Bids", "Clearing", "Markets", "Accounts", "Kernel"],
        ["Journal"] = ["Numerics", "Bids", "Clearing", "Markets", "Accounts", "Kernel"],
        ["Hosting"] = ["Numerics", "Bids", "Clearing", "Markets", "Accounts", "Kernel", "Ring", "Journal"],
    };

    private static readonly Regex EngineNamespace =
        new(@"\bExchange\.Engine\.(?<layer>\w+)", RegexOptions.NonBacktracking);

    private static Assembly Engine => typeof(ExchangeKernel).Assembly;

    [Fact]
    public void EveryType_StandsInALayer()
    {
        Assert.All(OwnTypes(), type => Assert.Contains(LayerOf(type), MayUse.Keys));
        Assert.True(OwnTypes().Count() > 40);
    }

    [Fact]
    public void CompiledCode_EveryType_UsesOnlyLayersToItsLeft()
    {
        var breaches =
            from type in OwnTypes()
            from used in TypeUsage.Of(type)
            where used.Assembly == Engine && IsOwn(used) && !IsAllowed(LayerOf(type), LayerOf(used))
            select $"{type} uses {used}";
        Assert.Empty(breaches.Distinct());
    }

    [Fact]
    public void Source_EveryFile_NamesOnlyLayersToItsLeft()
    {
        // The compiler leaves no trace of constants and documentation; the source does.
        var breaches =
            from file in Source.Files("src/Engine")
            let layer = Path.GetRelativePath(Source.PathOf("src/Engine"), file).Split(Path.DirectorySeparatorChar)[0]
            from Match name in EngineNamespace.Matches(File.ReadAllText(file))
            where !IsAllowed(layer, name.Groups["layer"].Value)
            select $"{file} names {name.Value}";
        Assert.Empty(breaches);
    }

    [Fact]
    public void Engine_Assembly_ReferencesTheBaseLibraryAlone() => Assert.All(
        Engine.GetReferencedAssemblies(), name => Assert.StartsWith("System.", name.Name, StringComparison.Ordinal));

    [Fact]
    public void TypeUsage_Method_IsSeenInItsSignatureAndItsBody()
    {
        // The rule above is worth what this finds: a static call, a generic argument, a local, a signature.
        var used = TypeUsage.Of(typeof(Sample)).ToHashSet();
        Assert.Superset(
            new HashSet<Type> { typeof(Math), typeof(List<Version>), typeof(Version), typeof(DayOfWeek), typeof(Uri), typeof(Guid) },
            used);
    }

    private static IEnumerable<Type> OwnTypes() => Engine.GetTypes().Where(IsOwn);

    /// <summary>Not what the compiler adds for itself.</summary>
    private static bool IsOwn(Type type) =>
        type.Namespace?.StartsWith("Exchange.Engine", StringComparison.Ordinal) == true;

    private static string LayerOf(Type type) => type.Namespace!.Split('.').ElementAtOrDefault(2) ?? "";

    private static bool IsAllowed(string layer, string used) => used == layer || MayUse[layer].Contains(used);

    private sealed class Sample
    {
        private readonly Guid _field = Guid.Empty;

        public DayOfWeek Method(Uri uri)
        {
            var list = new List<Version>();
            list.Add(new Version(Math.Max(list.Count, uri.Port), _field.Version));
            return list.Count > 1 ? DayOfWeek.Monday : DayOfWeek.Friday;
        }
    }
}
