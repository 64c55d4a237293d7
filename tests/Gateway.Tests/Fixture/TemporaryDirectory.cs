namespace Exchange.Gateway.Tests;

/// <summary>A directory of its own for a test, gone with it.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("exchange-");

    public string Path => _directory.FullName;

    public void Dispose() => _directory.Delete(recursive: true);
}
