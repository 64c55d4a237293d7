using System.Buffers;
using Exchange.Engine.Numerics;
using Exchange.Gateway.Json;

namespace Exchange.Gateway.Scripts;

/// <summary>
/// Plays scripts: scenarios in virtual time, one Step in JSON a line, against a fresh kernel in this process. Every event
/// is a line of the output. The same script always gives the same bytes.
/// </summary>
public static class ScriptPlayer
{
    private static readonly SearchValues<byte> Blank = SearchValues.Create(" \t\r"u8);

    /// <summary>
    /// Plays a script from its start to its end, or to a line that is not a Step or goes back in time; what the lines
    /// before it caused has then been written. Blank lines are skipped. What is written is handed over whenever the player
    /// would have to wait for more of the script.
    /// </summary>
    /// <param name="script">The script.</param>
    /// <param name="output">Where the events go.</param>
    /// <param name="warn">Told what is allowed and yet hardly meant, and in which line; null: nobody is.</param>
    /// <returns>What is wrong with the line where it stopped; null when it came to the end.</returns>
    public static ScriptError? Play(Stream script, Stream output, Action<string>? warn = null)
    {
        ArgumentNullException.ThrowIfNull(script);
        ArgumentNullException.ThrowIfNull(output);
        var lines = new LineReader(script);
        using var events = new EventLines(output);
        var exchange = new ScriptExchange(events, warning => warn?.Invoke($"line {lines.Number}: {warning}"));
        string? error = null;
        do
        {
            while (error is null && lines.TryTake(out var line))
            {
                error = Play(line, exchange);
            }
            events.Flush();
        }
        while (error is null && lines.Fill());
        return error is null ? null : new(lines.Number, error);
    }

    private static string? Play(ReadOnlyMemory<byte> line, ScriptExchange exchange)
    {
        if (!line.Span.ContainsAnyExcept(Blank))
        {
            return null;
        }
        if (!MessageReader.TryRead<V1.Step>(line, out var step, out var error))
        {
            return error;
        }
        if (step.StepCase == V1.Step.StepOneofCase.None)
        {
            return "the step is missing: one of market, account, submit, replace, cancel, cancelAll, clear, phase, "
                + "transfer, show, advance, block and unblock stands beside at";
        }
        if (!FixedDecimal.TryParse(step.At, out var seconds) || !Timestamp.TryFromSeconds(seconds, out var at))
        {
            return "at must be virtual time in seconds, at least 0 and in whole nanoseconds, such as \"1.5\"";
        }
        if (at < exchange.Now)
        {
            return $"at {at} is before {exchange.Now}: time in a script never decreases";
        }
        exchange.Play(step, at);
        return null;
    }
}
