using Exchange.Engine.Tests.Journal;

namespace Exchange.Simulation.Tests.Exchange;

/// <summary>What of an exchange outlives its process: the journal's disk, and the file of held events.</summary>
internal sealed class ExchangeFiles : IDisposable
{
    private const int PageBytes = 4096;

    private readonly string _directory = Directory.CreateTempSubdirectory("exchange-simulation-").FullName;
    private byte[] _written = [];

    public SimulatedDisk Disk { get; } = new();

    public string EventLog => Path.Combine(_directory, "events");

    /// <summary>The operating system has written the held events to the disk, as it does now and then.</summary>
    public void WriteBackEvents() => _written = File.Exists(EventLog) ? ReadEvents() : [];

    /// <summary>Of the pages of held events, a part is as it was when they were last written.</summary>
    public void LoseEventPages(Random random, double keep)
    {
        if (_written.Length == 0)
        {
            File.Delete(EventLog);
            return;
        }
        var pages = ReadEvents();
        for (var offset = 0; offset < pages.Length; offset += PageBytes)
        {
            if (random.NextDouble() >= keep)
            {
                var count = Math.Min(PageBytes, pages.Length - offset);
                _written.AsSpan(offset, count).CopyTo(pages.AsSpan(offset));
            }
        }
        File.WriteAllBytes(EventLog, pages);
    }

    public void LoseEvents()
    {
        File.Delete(EventLog);
        _written = [];
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private byte[] ReadEvents()
    {
        using var file = new FileStream(EventLog, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
