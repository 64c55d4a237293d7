using System.CommandLine;
using System.Text.Json;
using Exchange.Cli.Journals;
using Exchange.Engine.Journal;
using Exchange.Engine.Kernel;
using Exchange.Gateway.Exports;

namespace Exchange.Cli.Exports;

/// <summary>
/// <c>exchange export DIR --to FOLDER</c>: what the commands of a journal led to, as files of comma-separated values, up to where
/// the journal ends or is damaged. Changes nothing in the directory.
/// </summary>
internal sealed class ExportCommand : Command
{
    private const int DefaultLevels = 10;
    private const int MaxLevels = 1000;
    private const long DefaultPriceScale = 10_000;
    private const long MaxPriceScale = 1_000_000_000;

    // Of a folder that is not finished: it gets its name when it is.
    private const string DraftSuffix = ".partial";

    private readonly Argument<string> _directory = new("DIR") { Description = "The gateway's data directory." };

    private readonly Option<string> _folder = new("--to")
    {
        Description = "The folder to make for the files; an empty one may be there.",
        HelpName = "FOLDER",
        Required = true,
    };

    private readonly Option<int> _levels = new("--levels")
    {
        Description = "How many price levels of each side an order-book file has.",
        HelpName = "N",
        DefaultValueFactory = _ => DefaultLevels,
    };

    private readonly Option<long> _priceScale = new("--price-scale")
    {
        Description = "What prices in message and order-book files are multiplied by to be whole numbers.",
        HelpName = "N",
        DefaultValueFactory = _ => DefaultPriceScale,
    };

    public ExportCommand() : base("export", "Write orders, trades, quotes, balances and order books of a gateway's journal as CSV files.")
    {
        _levels.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > MaxLevels)
            {
                result.AddError($"--levels must be from 1 to {MaxLevels}.");
            }
        });
        _priceScale.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<long>() is < 1 or > MaxPriceScale)
            {
                result.AddError($"--price-scale must be from 1 to {MaxPriceScale}.");
            }
        });
        Add(_directory);
        Add(_folder);
        Add(_levels);
        Add(_priceScale);
        SetAction(Run);
    }

    private int Run(ParseResult arguments)
    {
        if (!JournalDirectory.TryFind(arguments.GetRequiredValue(_directory), out var journal, out var error))
        {
            return CommandLine.Fail(CommandLine.Failure, error);
        }
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(arguments.GetRequiredValue(_folder)));
        if (Path.Exists(folder) && !IsEmptyDirectory(folder))
        {
            return CommandLine.Fail(CommandLine.Failure, $"{folder} is there and not empty: give another folder with --to.");
        }
        if (Path.Exists(folder + DraftSuffix))
        {
            return CommandLine.Fail(CommandLine.Failure, $"{folder}{DraftSuffix} is what a stopped export left: remove it.");
        }
        var options = new ExportOptions { Levels = arguments.GetValue(_levels), PriceScale = arguments.GetValue(_priceScale) };
        var summary = Export(journal, folder, options);
        Print(summary);
        return summary.Damage is { } damage
            ? CommandLine.Fail(CommandLine.Failure, $"the journal is damaged, and {folder} holds what was before: {damage}")
            : CommandLine.Success;
    }

    private static bool IsEmptyDirectory(string path) =>
        Directory.Exists(path) && !Directory.EnumerateFileSystemEntries(path).Any();

    private static JournalSummary Export(JournalStorage journal, string folder, ExportOptions options)
    {
        var draft = folder + DraftSuffix;
        Directory.CreateDirectory(draft);
        try
        {
            JournalSummary summary;
            using (var export = new JournalExport(draft, options))
            {
                summary = JournalReader.Read(
                    journal, (_, record) => export.Write(record), rulesVersion: ExchangeKernel.RulesVersion);
            }
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder);
            }
            Directory.Move(draft, folder);
            return summary;
        }
        catch
        {
            Directory.Delete(draft, recursive: true);
            throw;
        }
    }

    private static void Print(JournalSummary summary)
    {
        using var output = Files.OpenOutput();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteNumber("commands", summary.Records);
            json.WriteNumber("lastSequence", summary.LastSequence);
            json.WriteEndObject();
        }
        output.WriteByte((byte)'\n');
    }
}
