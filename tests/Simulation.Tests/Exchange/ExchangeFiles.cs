using Exchange.Engine.Tests.Journal;

namespace Exchange.Simulation.Tests.Exchange;

/// <summary>What of an exchange outlives its process: the journal's disk, and the file of held events.</summary>
internal sealed class ExchangeFiles : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("exchange-simulation-").FullName;

    public SimulatedDisk Disk { get; } = new();

    public string EventLog => Path.Combine(_directory, "events");

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
