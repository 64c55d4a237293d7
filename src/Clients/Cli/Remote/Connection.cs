using System.CommandLine;
using Exchange.Sdk;
using Grpc.Core;

namespace Exchange.Cli.Remote;

/// <summary>The options with which a command finds and enters a running gateway.</summary>
internal sealed class Connection
{
    /// <summary>Where a gateway listens unless told otherwise.</summary>
    public const string DefaultUrl = "http://127.0.0.1:5080";

    // A gateway that refuses has been reached.
    private const string Busy = "BUSY";

    private const string TokenVariable = "EXCHANGE_TOKEN";

    private readonly Option<Uri?> _url;

    private readonly Option<string?> _token = new("--token")
    {
        Description = $"The token; else ${TokenVariable}, else that of a gateway you run on this machine.",
        HelpName = "TOKEN",
        Recursive = true,
    };

    private readonly TlsOptions _tls;

    /// <summary>Adds the options to a command and its subcommands.</summary>
    /// <param name="command">The command.</param>
    /// <param name="url">Where the gateway is when the command line does not say; null: then there is none.</param>
    public Connection(Command command, string? url = DefaultUrl)
    {
        _url = UrlOption.Create("--url", "The gateway's address.", url);
        command.Add(_url);
        command.Add(_token);
        _tls = new(
            command,
            "A certificate that proves to an https gateway who calls, in PEM.",
            "--ca",
            "The authorities to trust for an https gateway, in PEM; without it those of the system.",
            isRecursive: true);
    }

    /// <summary>Whether there is a gateway to connect to.</summary>
    public bool IsAsked(ParseResult arguments) => arguments.GetValue(_url) is not null;

    /// <summary>Connects, makes calls and disconnects.</summary>
    /// <exception cref="InvalidDataException">No token is to be had.</exception>
    /// <exception cref="RpcException">A call failed; <see cref="CommandLine"/> says so on stderr.</exception>
    public async Task<T> CallAsync<T>(ParseResult arguments, Func<ExchangeClient, Task<T>> calls)
    {
        using var client = Connect(arguments);
        return await calls(client);
    }

    /// <summary>A client of the gateway.</summary>
    /// <exception cref="InvalidDataException">No token is to be had, or a certificate's file holds none.</exception>
    public ExchangeClient Connect(ParseResult arguments)
    {
        var (url, token) = Target(arguments);
        return ExchangeClient.Connect(url, token, Tls(arguments));
    }

    /// <summary>Whom to trust at an https address, and who calls; null: as the system has it.</summary>
    /// <exception cref="InvalidDataException">A file holds no certificate.</exception>
    public ClientTls? Tls(ParseResult arguments)
    {
        var (authorities, certificate) = (_tls.Authorities(arguments), _tls.Certificate(arguments));
        return authorities is null && certificate is null ? null : new()
        {
            Authorities = authorities,
            Certificate = certificate,
            Intermediates = _tls.Intermediates(arguments),
        };
    }

    /// <summary>The gateway, and the token to enter with.</summary>
    /// <exception cref="InvalidDataException">No token is to be had.</exception>
    public (Uri Url, string Token) Target(ParseResult arguments)
    {
        var url = arguments.GetRequiredValue(_url)!;
        return (url, TokenFor(url, arguments.GetValue(_token)));
    }

    /// <summary>Says on stderr what a call failed with.</summary>
    /// <returns>The exit code: 2 when the request was at fault, else 1.</returns>
    public static int Fail(Status status) => CommandLine.Fail(
        status.StatusCode == StatusCode.InvalidArgument ? CommandLine.BadInput : CommandLine.Failure,
        status.StatusCode switch
        {
            StatusCode.Unavailable when !status.Detail.StartsWith(Busy, StringComparison.Ordinal) =>
                $"the gateway cannot be reached: {status.Detail.TrimEnd('.')}. Start one with: exchange up",
            StatusCode.Unauthenticated => $"{status.Detail}; give one with --token or ${TokenVariable}.",
            _ => status.Detail,
        });

    private static string TokenFor(Uri url, string? given) =>
        given
        ?? Environment.GetEnvironmentVariable(TokenVariable)
        ?? KeptTokens.Read(url)
        ?? throw new InvalidDataException(
            $"there is no token for {url}: give one with --token or ${TokenVariable} (an operator's is in the data directory).");
}
