using System.CommandLine;
using Exchange.Cli.Clear;
using Exchange.Cli.Demo;
using Exchange.Cli.Experiments;
using Exchange.Cli.Exports;
using Exchange.Cli.Journals;
using Exchange.Cli.Remote;
using Exchange.Cli.Remote.Accounts;
using Exchange.Cli.Remote.Markets;
using Exchange.Cli.Remote.Trading;
using Exchange.Cli.Remote.Watching;
using Exchange.Cli.Replay;
using Exchange.Cli.Scripts;

namespace Exchange.Cli;

/// <summary>The program itself: one subcommand a job.</summary>
internal sealed class ExchangeCommand : RootCommand
{
    public ExchangeCommand() : base("A live exchange with pluggable clearing, and the tools around it.")
    {
        Add(new DemoCommand());
        Add(new UpCommand());
        Add(new MarketsCommand());
        Add(new AccountCommand());
        Add(new TradeCommand());
        Add(new WatchCommand());
        Add(new BotsCommand());
        Add(new ClearCommand());
        Add(new ScriptCommand());
        Add(new ReplayCommand());
        Add(new LabCommand());
        Add(new JournalCommand());
        Add(new ExportCommand());
    }
}
