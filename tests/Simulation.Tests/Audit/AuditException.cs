namespace Exchange.Simulation.Tests.Audit;

/// <summary>Something does not hold that must.</summary>
internal sealed class AuditException(string message) : Exception(message);
