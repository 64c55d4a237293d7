using System.CommandLine;
using System.CommandLine.Parsing;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Exchange.Cli.Remote;

/// <summary>A certificate with its key, and the authorities of the other side, from PEM files.</summary>
internal sealed class TlsOptions
{
    private readonly Option<string?> _certificate;
    private readonly Option<string?> _key;
    private readonly Option<string?> _authorities;

    /// <summary>Adds the options to a command, and to its subcommands if they are to have them.</summary>
    /// <param name="command">The command.</param>
    /// <param name="certificate">What the certificate is for.</param>
    /// <param name="authorities">The name of the option for authorities.</param>
    /// <param name="authoritiesDescription">What they are for.</param>
    /// <param name="isRecursive">Whether subcommands have them too.</param>
    public TlsOptions(Command command, string certificate, string authorities, string authoritiesDescription, bool isRecursive)
    {
        _certificate = Create("--cert", certificate, isRecursive);
        _key = Create("--key", "The certificate's private key, in PEM; without it the key stands in the certificate's file.", isRecursive);
        _authorities = Create(authorities, authoritiesDescription, isRecursive);
        command.Add(_certificate);
        command.Add(_key);
        command.Add(_authorities);
        command.Validators.Add(CheckKey);
    }

    /// <summary>The certificate; null when none is given.</summary>
    /// <exception cref="InvalidDataException">A file holds none.</exception>
    public X509Certificate2? Certificate(ParseResult arguments) => arguments.GetValue(_certificate) is { } path
        ? Read(path, () => X509Certificate2.CreateFromPemFile(path, arguments.GetValue(_key)))
        : null;

    /// <summary>What follows the certificate in its file: the authorities between it and one that the other side trusts.</summary>
    /// <exception cref="InvalidDataException">The file holds no certificate.</exception>
    public X509Certificate2Collection Intermediates(ParseResult arguments)
    {
        var read = arguments.GetValue(_certificate) is { } path ? ReadAll(path) : [];
        if (read.Count > 0)
        {
            read.RemoveAt(0);
        }
        return read;
    }

    /// <summary>The authorities; null when none are given.</summary>
    /// <exception cref="InvalidDataException">The file holds none.</exception>
    public X509Certificate2Collection? Authorities(ParseResult arguments) =>
        arguments.GetValue(_authorities) is { } path ? ReadAll(path) : null;

    private static X509Certificate2Collection ReadAll(string path) => Read(path, () =>
    {
        var read = new X509Certificate2Collection();
        read.ImportFromPemFile(path);
        return read.Count > 0 ? read : throw new CryptographicException("there is no certificate in it");
    });

    private static T Read<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        // An ArgumentException is a key that is another certificate's.
        catch (Exception exception) when (
            exception is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InvalidDataException($"{path} is no certificate in PEM: {exception.Message}", exception);
        }
    }

    private static Option<string?> Create(string name, string description, bool isRecursive) => new(name)
    {
        Description = description,
        HelpName = "FILE",
        Recursive = isRecursive,
    };

    private void CheckKey(CommandResult result)
    {
        if (result.GetValue(_key) is not null && result.GetValue(_certificate) is null)
        {
            result.AddError("--key is the key of a certificate: give --cert too.");
        }
    }
}
