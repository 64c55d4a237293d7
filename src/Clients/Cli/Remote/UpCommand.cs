using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using Exchange.Engine.Journal;
using Exchange.Gateway;

namespace Exchange.Cli.Remote;

/// <summary><c>exchange up</c>: the gateway alone, until it is told to stop.</summary>
internal sealed class UpCommand : Command
{
    private readonly Option<string?> _config = new("--config")
    {
        Description = "Seeds an empty data directory: markets, accounts and tokens, as JSON.",
        HelpName = "FILE",
    };

    private readonly Option<string> _data = new("--data")
    {
        Description = "The data directory.",
        HelpName = "DIR",
        DefaultValueFactory = _ => "./data",
    };

    private readonly Option<Uri?> _listen =
        UrlOption.Create("--listen", "Where to listen; port 0 takes a free one.", Connection.DefaultUrl);

    private readonly Option<Durability> _durability = new Option<Durability>("--durability")
    {
        Description = "What must be true before an instruction is acknowledged: sync (on disk), async or none (with the system).",
        DefaultValueFactory = _ => Durability.Sync,
    }.OneOf(("sync", Durability.Sync), ("async", Durability.Async), ("none", Durability.None));

    private readonly Option<long> _snapshotEvery = new("--snapshot-every")
    {
        Description = "Write a snapshot after so many commands, and at the end; 0: never.",
        HelpName = "N",
        DefaultValueFactory = _ => 1_000_000,
    };

    private readonly Option<bool> _pruneJournal = new("--prune-journal")
    {
        Description = "Delete the journal as far as two good snapshots cover it; exports and dumps then begin there.",
    };

    private readonly Option<int> _segmentSize = new("--segment-size")
    {
        Description = "The size of the journal's files, in MiB; one is allocated in advance.",
        HelpName = "N",
        DefaultValueFactory = _ => 64,
    };

    private readonly Option<double?> _rate = new("--rate")
    {
        Description = "How many instructions a second an account may send in the long run; without it: as many as can be taken.",
        HelpName = "N",
    };

    private readonly Option<int?> _burst = new("--burst")
    {
        Description = "With --rate: how many at once; else as many as in a second.",
        HelpName = "N",
    };

    private readonly Option<int?> _perDay = new("--per-day")
    {
        Description = "How many instructions an account may send in a day.",
        HelpName = "N",
    };

    private readonly Option<int> _connections = new("--connections")
    {
        Description = "How many connections there may be at a time; further ones are closed at once.",
        HelpName = "N",
        DefaultValueFactory = _ => new ConnectionLimits().Connections,
    };

    private readonly Option<bool> _cleartext = new("--cleartext")
    {
        Description = "Listen without TLS also where other machines reach it: whoever is on the way can read tokens.",
    };

    private readonly TelemetryOptionValues _telemetry;
    private readonly WebOptions _web;
    private readonly TlsOptions _tls;

    public UpCommand() : base("up", "Run a gateway until SIGTERM or Ctrl-C.")
    {
        _listen.Validators.Add(CheckListen);
        _snapshotEvery.Validators.Add(CheckSnapshotEvery);
        _connections.Validators.Add(CheckConnections);
        _segmentSize.Validators.Add(CheckSegmentSize);
        Add(_config);
        Add(_data);
        Add(_listen);
        _web = new(this);
        Add(_durability);
        Add(_snapshotEvery);
        Add(_pruneJournal);
        Add(_segmentSize);
        Add(_rate);
        Add(_burst);
        Add(_perDay);
        Add(_connections);
        Add(_cleartext);
        _tls = new(
            this,
            "The gateway's certificate, in PEM: then it listens at https.",
            "--client-ca",
            "Callers must show a certificate that one of these authorities has signed, in PEM.",
            isRecursive: false);
        _telemetry = new(this);
        Validators.Add(CheckLimits);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken stop)
    {
        // Signals are listened for once this has returned to its caller; a gateway may start without ever doing so.
        await Task.Yield();
        var failure = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        var options = new GatewayOptions
        {
            Listen = arguments.GetRequiredValue(_listen)!,
            Web = _web.Read(arguments),
            DataDirectory = arguments.GetRequiredValue(_data),
            Durability = arguments.GetValue(_durability),
            SnapshotEvery = arguments.GetValue(_snapshotEvery),
            PrunesJournal = arguments.GetValue(_pruneJournal),
            SegmentBytes = arguments.GetValue(_segmentSize) << 20,
            Rate = arguments.GetValue(_rate) is { } rate
                ? new(rate, arguments.GetValue(_burst) ?? Math.Max(1, (int)rate))
                : null,
            InstructionsPerDay = arguments.GetValue(_perDay),
            Limits = new() { Connections = arguments.GetValue(_connections) },
            AllowsCleartext = arguments.GetValue(_cleartext),
            Tls = _tls.Certificate(arguments) is { } certificate
                ? new(certificate) { Intermediates = _tls.Intermediates(arguments), ClientAuthorities = _tls.Authorities(arguments) }
                : null,
            Configuration = arguments.GetValue(_config) is { } path ? ConfigurationFile.Read(path) : null,
            LogFormat = _telemetry.LogFormat(arguments),
            LogLevel = _telemetry.LogLevel(arguments),
            Telemetry = _telemetry.Export(arguments),
            Failed = failure.SetResult,
        };
        try
        {
            await using var server = await GatewayServer.StartAsync(options, stop);
            return await ServeAsync(server, failure.Task, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Told to stop before it was ready.
            return CommandLine.Success;
        }
    }

    private static async Task<int> ServeAsync(GatewayServer server, Task<Exception> failure, CancellationToken stop)
    {
        if (server.Recovery is { TruncatedBytes: > 0 } recovery)
        {
            await Console.Error.WriteLineAsync($"exchange: a torn tail was cut from the journal: {recovery.Tear}");
        }
        KeptTokens.Keep(server.Url, server.OperatorToken);
        await Console.Out.WriteLineAsync(
            $"exchange ready {server.Url.GetLeftPart(UriPartial.Authority)} pid {Environment.ProcessId}");

        await Task.WhenAny(Task.Delay(Timeout.Infinite, stop), failure);
        KeptTokens.Forget(server.Url);
        return failure.IsCompleted
            ? CommandLine.Fail(CommandLine.Failure, $"the exchange cannot go on: {(await failure).Message}")
            : CommandLine.Success;
    }

    /// <summary>Whether one can listen at an address: it names no machine but by number.</summary>
    public static bool IsLocal(Uri url) => url.Host == "localhost" || IPAddress.TryParse(url.Host, out _);

    private static void CheckSnapshotEvery(OptionResult result)
    {
        if (result.GetValueOrDefault<long>() < 0)
        {
            result.AddError("--snapshot-every takes a number of commands, or 0.");
        }
    }

    private static void CheckSegmentSize(OptionResult result)
    {
        if (result.GetValueOrDefault<int>() is < 1 or > 1024)
        {
            result.AddError("--segment-size takes a number of MiB from 1 to 1024.");
        }
    }

    private static void CheckConnections(OptionResult result)
    {
        if (result.GetValueOrDefault<int>() < 1)
        {
            result.AddError("--connections takes a number from one.");
        }
    }

    private static void CheckListen(OptionResult result)
    {
        var url = result.GetValueOrDefault<Uri?>();
        if (url is not null && !IsLocal(url))
        {
            result.AddError($"--listen takes http://ADDRESS:PORT or https://ADDRESS:PORT with an IP address or localhost, not '{url}'.");
        }
    }

    private void CheckLimits(CommandResult result)
    {
        if (result.GetValue(_rate) is { } rate && !(rate is > 0 and <= int.MaxValue))
        {
            result.AddError("--rate takes a number above zero.");
        }
        if (result.GetValue(_burst) is { } burst && (burst < 1 || result.GetValue(_rate) is null))
        {
            result.AddError("--burst takes a number from one, and goes with --rate.");
        }
        if (result.GetValue(_perDay) is < 1)
        {
            result.AddError("--per-day takes a number from one.");
        }
    }
}
