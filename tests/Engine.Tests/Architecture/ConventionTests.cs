using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Exchange.Engine.Kernel;

namespace Exchange.Engine.Tests.Architecture;

public class ConventionTests
{
    private const int MaxLines = 400;

    private static readonly Regex Unfinished =
        new(@"\b(TODO|FIXME|NotImplementedException)\b", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);

    [Fact]
    public void PublicTypes_OfTheEngine_AreNotOpenForInheritanceByAccident() => Assert.All(
        typeof(ExchangeKernel).Assembly.GetExportedTypes(),
        type => Assert.True(
            type.IsSealed || type.IsAbstract || type.IsValueType || type.IsInterface,
            $"{type} is neither sealed nor abstract, static, an enum or a struct"));

    [Fact]
    public void SourceFiles_AreShort() => Assert.All(
        Source.Files("src"), file => Assert.InRange(File.ReadLines(file).Count(), 0, MaxLines));

    [Fact]
    public void SourceFiles_HaveNothingLeftToDo() => Assert.All(
        Source.Files("src"), file => Assert.DoesNotMatch(Unfinished, File.ReadAllText(file)));

    [Fact]
    public void State_ThatIsWritten_IsReadBackBesideIt()
    {
        const BindingFlags Own =
            BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        var writers = typeof(ExchangeKernel).Assembly.GetTypes()
            .Where(type => type.GetMethods(Own).Any(method => method.Name == "WriteState"))
            .ToList();
        Assert.Contains(typeof(ExchangeKernel), writers);
        Assert.All(writers, type => Assert.True(
            type.GetMethods(Own).Any(method => method.Name == "ReadState"), $"{type} has WriteState and no ReadState"));
    }

    [Fact]
    public void BannedSymbols_OfTheEngine_AreAnalysed()
    {
        var project = XDocument.Load(Source.PathOf("src/Engine/Engine.csproj"));
        Assert.Contains(project.Descendants("AdditionalFiles"), file => (string?)file.Attribute("Include") == "BannedSymbols.txt");
        Assert.Contains(
            project.Descendants("PackageReference"),
            package => (string?)package.Attribute("Include") == "Microsoft.CodeAnalysis.BannedApiAnalyzers");
        Assert.Equal("true", project.Descendants("CheckForOverflowUnderflow").Single().Value);

        var banned = File.ReadAllText(Source.PathOf("src/Engine/BannedSymbols.txt"));
        foreach (var symbol in new[] { "T:System.DateTime;", "T:System.Random;", "T:System.Diagnostics.Stopwatch;", "T:System.HashCode;" })
        {
            Assert.Contains(symbol, banned, StringComparison.Ordinal);
        }
    }
}
