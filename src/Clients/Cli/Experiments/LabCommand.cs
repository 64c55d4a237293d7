using System.CommandLine;

namespace Exchange.Cli.Experiments;

/// <summary><c>exchange lab</c>: experiments with the mechanisms themselves, in process.</summary>
internal sealed class LabCommand : Command
{
    public LabCommand() : base("lab", "Run experiments with the exchange's own rules, without a server, and print what they find as tables.")
    {
        Add(new LabEfficiencyCommand());
        Add(new LabComparisonsCommand());
        Add(new LabSessionsCommand());
    }
}
