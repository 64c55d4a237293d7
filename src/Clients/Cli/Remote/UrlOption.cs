using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics.CodeAnalysis;

namespace Exchange.Cli.Remote;

/// <summary>An option that takes a gateway's address, also behind the name of a subcommand.</summary>
internal static class UrlOption
{
    /// <param name="name">The option's name.</param>
    /// <param name="description">What the address is for.</param>
    /// <param name="url">The address when the command line does not say; null: then there is none.</param>
    public static Option<Uri?> Create(string name, string description, string? url) => new(name)
    {
        Description = description,
        HelpName = "URL",
        Recursive = true,
        CustomParser = Parse,
        DefaultValueFactory = _ => url is null ? null : new Uri(url),
    };

    /// <summary>Reads http://HOST:PORT or https://HOST:PORT.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Uri? url) =>
        Uri.TryCreate(text, UriKind.Absolute, out url) && url is { Scheme: "http" or "https", PathAndQuery: "/" };

    private static Uri? Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (TryParse(text, out var url))
        {
            return url;
        }
        result.AddError($"'{text}' is not an address such as {Connection.DefaultUrl}.");
        return null;
    }
}
