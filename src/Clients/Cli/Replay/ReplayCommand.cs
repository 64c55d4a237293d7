using System.CommandLine;
using Exchange.Cli.Remote;

namespace Exchange.Cli.Replay;

/// <summary><c>exchange replay FILE</c>: an order-flow file through the continuous book.</summary>
internal sealed class ReplayCommand : Command
{
    private readonly Argument<string> _file = new("FILE")
    {
        Description = "An order-flow file, gzipped or not; - is stdin.",
    };

    private readonly Option<string?> _report = new("--report")
    {
        Description = "Write the canonical report lines to this file.",
        HelpName = "FILE",
    };

    private readonly Connection _connection;

    public ReplayCommand() : base(
        "replay", "Replay an order-flow file through the continuous book, in this process or through a gateway, and print counts, speed and the reports' hash.")
    {
        Add(_file);
        Add(_report);
        _connection = new(this, url: null);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        OrderFlow flow;
        using (var file = Files.OpenInput(arguments.GetRequiredValue(_file)))
        {
            flow = OrderFlow.Read(file);
        }
        await using var lines = arguments.GetValue(_report) is { } path ? File.Create(path) : Stream.Null;
        using var reports = new CanonicalReports(lines);
        var seconds = _connection.IsAsked(arguments)
            ? await _connection.CallAsync(
                arguments, client => new GatewayReplay(client, reports).RunAsync(flow, cancellation))
            : new KernelReplay(reports).Run(flow);
        using var output = Files.OpenOutput();
        ReplaySummary.Write(output, flow, reports, seconds);
        return CommandLine.Success;
    }
}
