using System.CommandLine;
using System.CommandLine.Parsing;
using Exchange.Gateway.Access;

namespace Exchange.Cli.Remote;

/// <summary>Where <c>exchange up</c> serves browsers, and the pages of which origins.</summary>
internal sealed class WebOptions
{
    private const string Off = "off";

    private readonly Option<string?> _web = new("--web")
    {
        Description = "Where browsers are served, by gRPC-Web; without it at the port after --listen's, with TLS at the same one.",
        HelpName = "URL|off",
    };

    private readonly Option<string[]> _origins = new("--cors")
    {
        Description = "An origin whose pages may call, such as https://exchange.example; repeatable. Without it all may: only who has a token can do anything.",
        HelpName = "ORIGIN",
        DefaultValueFactory = _ => [GatewayWeb.AnyOrigin],
    };

    public WebOptions(Command command)
    {
        _web.Validators.Add(Check);
        _origins.Validators.Add(CheckOrigins);
        command.Add(_web);
        command.Add(_origins);
    }

    /// <summary>What was chosen; null: off.</summary>
    public GatewayWeb? Read(ParseResult arguments) => arguments.GetValue(_web) switch
    {
        Off => null,
        var url => new() { Listen = url is null ? null : new(url), Origins = arguments.GetRequiredValue(_origins) },
    };

    private static void Check(OptionResult result)
    {
        var text = result.GetValueOrDefault<string?>();
        if (text is not (null or Off) && !(UrlOption.TryParse(text, out var url) && UpCommand.IsLocal(url)))
        {
            result.AddError($"--web takes http://ADDRESS:PORT or https://ADDRESS:PORT with an IP address or localhost, or off, not '{text}'.");
        }
    }

    private static void CheckOrigins(OptionResult result)
    {
        foreach (var text in result.GetValueOrDefault<string[]>() ?? [])
        {
            if (!GatewayWeb.IsOrigin(text))
            {
                result.AddError($"--cors takes http://HOST:PORT, https://HOST:PORT or *, not '{text}'.");
            }
        }
    }
}
