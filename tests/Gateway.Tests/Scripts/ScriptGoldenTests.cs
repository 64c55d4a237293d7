using System.Text;
using Exchange.Gateway.Scripts;

namespace Exchange.Gateway.Tests.Scripts;

/// <summary>Every script here prints exactly what the file beside it says, which was checked against the contract by hand.</summary>
public sealed class ScriptGoldenTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Scripts");

    public static TheoryData<string> Names =>
        [.. Directory.GetFiles(Folder, "*.jsonl").Select(path => Path.GetFileNameWithoutExtension(path)).Order()];

    [Theory]
    [MemberData(nameof(Names))]
    public void Play_GoldenScript_PrintsWhatIsExpected(string name)
    {
        var script = File.ReadAllBytes(Path.Combine(Folder, $"{name}.jsonl"));
        var expected = File.ReadAllText(Path.Combine(Folder, $"{name}.expected"));

        Assert.Equal(expected, Play(new MemoryStream(script)));
        Assert.Equal(expected, Play(new DrippingStream(script)));
    }

    private static string Play(Stream script)
    {
        var output = new MemoryStream();
        Assert.Null(ScriptPlayer.Play(script, output));
        return Encoding.UTF8.GetString(output.ToArray());
    }

    /// <summary>Gives one to seven bytes at a time: lines must not depend on how they arrive.</summary>
    private sealed class DrippingStream(byte[] bytes) : MemoryStream(bytes)
    {
        private int _reads;

        public override int Read(byte[] buffer, int offset, int count) =>
            base.Read(buffer, offset, Math.Min(count, 1 + (_reads++ % 7)));
    }
}
