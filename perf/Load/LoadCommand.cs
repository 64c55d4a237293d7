using System.CommandLine;
using System.Text.Json;
using Exchange.Cli;
using Exchange.Cli.Replay;

namespace Exchange.Load;

/// <summary>A load program over an order-flow file: warms up, repeats, and prints the median as one JSON line.</summary>
internal abstract class LoadCommand : Command
{
    private readonly Argument<string> _file = new("FILE")
    {
        Description = "An order-flow file, gzipped or not.",
    };

    private readonly Option<int> _runs = new("--runs")
    {
        Description = "How many runs count.",
        DefaultValueFactory = _ => 7,
    };

    private readonly Option<int> _warmup = new("--warmup")
    {
        Description = "How many runs come first and do not count: compilation in tiers makes the first ones slow.",
        DefaultValueFactory = _ => 3,
    };

    protected LoadCommand(string name, string description) : base(name, description)
    {
        Add(_file);
        Add(_runs);
        Add(_warmup);
        SetAction(Execute);
    }

    /// <summary>What the result is called beside the command's name.</summary>
    protected virtual string VariantOf(ParseResult arguments) => "";

    /// <summary>One run over all messages.</summary>
    protected abstract Run Measure(ParseResult arguments, OrderFlow flow);

    private int Execute(ParseResult arguments)
    {
        var path = arguments.GetRequiredValue(_file);
        OrderFlow flow;
        using (var file = Files.OpenInput(path))
        {
            flow = OrderFlow.Read(file);
        }
        for (var i = 0; i < arguments.GetValue(_warmup); i++)
        {
            Measure(arguments, flow);
        }
        var runs = new Run[Math.Max(1, arguments.GetValue(_runs))];
        for (var i = 0; i < runs.Length; i++)
        {
            runs[i] = Measure(arguments, flow);
        }
        Print(Name + VariantOf(arguments), Path.GetFileName(path), runs);
        return 0;
    }

    private static void Print(string name, string workload, Run[] runs)
    {
        double[] speeds = [.. runs.Select(run => run.OpsPerSecond / 1e6).Order()];
        using var output = Files.OpenOutput();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("workload", workload);
            json.WriteString("commit", Machine.Commit);
            json.WriteString("machine", Machine.Description);
            json.WriteNumber("runs", runs.Length);
            json.WriteNumber("median", Math.Round(speeds[speeds.Length / 2], 3));
            json.WriteNumber("min", Math.Round(speeds[0], 3));
            json.WriteNumber("max", Math.Round(speeds[^1], 3));
            json.WriteString("unit", "million messages/s");
            json.WriteNumber("allocatedBytesPerOp", Math.Round(runs.Max(run => run.AllocatedBytesPerOp), 3));
            json.WriteNumber("gcCount", runs.Sum(run => run.GcCount));
            json.WriteEndObject();
        }
        output.WriteByte((byte)'\n');
    }
}
