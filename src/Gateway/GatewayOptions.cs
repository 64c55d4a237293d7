using Exchange.Engine.Hosting;
using Exchange.Engine.Journal;
using Exchange.Gateway.Access;
using Exchange.Gateway.Telemetry;
using Microsoft.Extensions.Logging;

namespace Exchange.Gateway;

/// <summary>How a gateway runs.</summary>
public sealed record GatewayOptions
{
    /// <summary>
    /// Where gRPC is served: cleartext HTTP/2 at http://ADDRESS:PORT, or TLS at https://ADDRESS:PORT; an IP address or localhost,
    /// port 0 takes a free one.
    /// </summary>
    public Uri Listen { get; init; } = new("http://127.0.0.1:5080");

    /// <summary>Where and for whom browsers are served, by gRPC-Web; null: nowhere.</summary>
    public GatewayWeb? Web { get; init; } = new();

    /// <summary>How the gateway proves who it is; for https, and for nothing else.</summary>
    public GatewayTls? Tls { get; init; }

    /// <summary>
    /// Whether cleartext may leave this machine: without it an http address is a loopback address. Tokens can be read on the way.
    /// </summary>
    public bool AllowsCleartext { get; init; }

    /// <summary>The data directory, made if need be; null keeps nothing.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>What must be true of an instruction before it is acknowledged.</summary>
    public Durability Durability { get; init; } = Durability.Sync;

    /// <summary>
    /// After how many commands, as far as they lie in closed segments of the journal, a snapshot is written; there is one at
    /// the end too. Zero: never.
    /// </summary>
    public long SnapshotEvery { get; init; } = 1_000_000;

    /// <summary>Whether the journal is deleted as far as two good snapshots cover it; else it is kept whole, for dumps and exports.</summary>
    public bool PrunesJournal { get; init; }

    /// <summary>
    /// The size of the journal's segments, which are allocated in advance, in bytes: from 128 KiB to 1 GiB.
    /// </summary>
    public int SegmentBytes { get; init; } = 64 << 20;

    /// <summary>Seeds an empty exchange; left alone when there is anything already.</summary>
    public V1.Configuration? Configuration { get; init; }

    /// <summary>
    /// Told what of the configuration is allowed and yet hardly meant, of snapshots that are damaged or cannot be written, and when
    /// the disk is full and has room again, a sentence at a time; on any thread. It must not throw.
    /// </summary>
    public Action<string>? Warned { get; init; }

    /// <summary>How many instructions an account may send; null: as many as the exchange can take.</summary>
    public InstructionRate? Rate { get; init; }

    /// <summary>How many instructions an account may send in a day; null: no budget. What was spent comes back evenly over a day.</summary>
    public int? InstructionsPerDay { get; init; }

    /// <summary>
    /// How many private events are held for clients that come back, of all accounts together; 80 bytes each. From one.
    /// </summary>
    public int HeldEvents { get; init; } = 1 << 18;

    /// <summary>What clients may hold of the gateway.</summary>
    public ConnectionLimits Limits { get; init; } = new();

    /// <summary>Where the time comes from.</summary>
    public Clock Clock { get; init; } = Clock.System;

    /// <summary>Told when the exchange cannot go on, the journal's disk failing for instance.</summary>
    public Action<Exception>? Failed { get; init; }

    /// <summary>Where the log goes; null writes it to the standard error.</summary>
    public Action<ILoggingBuilder>? Logging { get; init; }

    /// <summary>How the log is written to the standard error.</summary>
    public LogFormat LogFormat { get; init; }

    /// <summary>From which level on the log is written to the standard error.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Warning;

    /// <summary>What is exported by OTLP; null: nothing.</summary>
    public TelemetryOptions? Telemetry { get; init; }
}
