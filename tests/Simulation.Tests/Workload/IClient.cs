using Exchange.Simulation.Tests.World;

namespace Exchange.Simulation.Tests.Workload;

/// <summary>Somebody who uses the exchange.</summary>
internal interface IClient
{
    /// <summary>The program of the moment.</summary>
    SimulatedProcess Process { get; }

    /// <summary>What it does, to its end.</summary>
    Task Running { get; }

    /// <summary>From now on nothing more is begun.</summary>
    bool IsStopping { get; set; }

    void Start();
}
