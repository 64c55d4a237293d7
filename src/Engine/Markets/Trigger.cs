namespace Exchange.Engine.Markets;

/// <summary>When a market clears.</summary>
public enum Trigger : byte
{
    /// <summary>With every message: books and crosses.</summary>
    Continuous = 0,
}
