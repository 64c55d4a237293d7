namespace Exchange.Gateway.Scripts;

/// <summary>Why a script cannot be played any further.</summary>
/// <param name="Line">The line's number, counted from one.</param>
/// <param name="Detail">A sentence for a person, in one line.</param>
public sealed record ScriptError(long Line, string Detail)
{
    /// <inheritdoc/>
    public override string ToString() => $"line {Line}: {Detail}";
}
