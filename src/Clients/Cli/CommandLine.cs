using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Exchange.Cli.Remote;
using Exchange.Sdk;
using Grpc.Core;

namespace Exchange.Cli;

/// <summary>
/// Runs the program's command line and settles how it ends: errors are one line on stderr, and the exit code is 0 for
/// success, 1 for failure, 2 for bad usage or malformed input.
/// </summary>
internal static class CommandLine
{
    public const int Success = 0;
    public const int Failure = 1;
    public const int BadInput = 2;

    // After SIGTERM or Ctrl-C; a command that has not stopped by then is ended.
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        ParseResult parsed;
        try
        {
            parsed = root.Parse(args);
        }
        catch (InvalidOperationException exception)
        {
            // A validator has asked for a value that cannot be parsed.
            return Fail(BadInput, exception.Message);
        }
        if (parsed.Action is ParseErrorAction)
        {
            var wrong = parsed.UnmatchedTokens.Count > 0
                ? $"there is no command, option or argument for '{parsed.UnmatchedTokens[0]}'."
                : parsed.Errors[0].Message;
            return Fail(BadInput, $"{wrong} See: {string.Join(' ', Names(parsed.CommandResult))} --help");
        }
        try
        {
            return await parsed.InvokeAsync(new()
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = StopTimeout,
            });
        }
        catch (Exception exception) when (exception is InvalidDataException or FileNotFoundException or DirectoryNotFoundException)
        {
            return Fail(BadInput, exception.Message);
        }
        catch (RpcException exception)
        {
            return Connection.Fail(exception.Status);
        }
        catch (SessionException exception)
        {
            return Fail(Failure, exception.Message);
        }
        catch (OperationCanceledException)
        {
            return Fail(Failure, "stopped before the end.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Fail(Failure, exception.Message);
        }
    }

    /// <summary>Says on stderr, in one line, what went wrong and what to do; returns the exit code.</summary>
    public static int Fail(int exitCode, string message)
    {
        Console.Error.WriteLine($"exchange: {message.ReplaceLineEndings(" ")}");
        return exitCode;
    }

    /// <summary>Says on stderr what is wrong and ends nothing. Where stderr cannot be written, a file on a full disk for instance, nothing is said.</summary>
    public static void Warn(string warning)
    {
        try
        {
            Console.Error.WriteLine($"exchange: warning: {warning.ReplaceLineEndings(" ")}");
        }
        catch (IOException)
        {
        }
    }

    private static IEnumerable<string> Names(SymbolResult? result) =>
        result is CommandResult command ? Names(command.Parent).Append(command.Command.Name) : [];
}
