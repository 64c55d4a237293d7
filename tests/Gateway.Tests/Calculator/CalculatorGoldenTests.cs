namespace Exchange.Gateway.Tests.Calculator;

/// <summary>Every request here gives exactly the line in the file beside it, which was worked out from the contract by hand.</summary>
public sealed class CalculatorGoldenTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Calculator");

    public static TheoryData<string> Names =>
        [.. Directory.GetFiles(Folder, "*.json").Select(path => Path.GetFileNameWithoutExtension(path)).Order()];

    [Theory]
    [MemberData(nameof(Names))]
    public void Clear_GoldenRequest_GivesWhatIsExpected(string name)
    {
        var request = File.ReadAllText(Path.Combine(Folder, $"{name}.json"));

        Assert.Equal(File.ReadAllText(Path.Combine(Folder, $"{name}.expected")), Calculating.Clear(request));
    }
}
