using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Exchange.Gateway.Tests.Peers;

/// <summary>A browser without a window that opens one page, and the server the page comes from and reports to.</summary>
internal static class Browser
{
    public const string Program = "chromium";

    private static readonly Dictionary<string, string> ContentTypes = new()
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript",
        [".mjs"] = "text/javascript",
    };

    /// <summary>Opens the page with a query; the lines it reports.</summary>
    /// <param name="query">What the page is told.</param>
    /// <param name="descriptors">The file with the contract as a FileDescriptorSet.</param>
    public static async Task<string[]> OpenAsync(string query, string descriptors)
    {
        var report = new TaskCompletionSource<string>();
        await using var server = Serve(descriptors, report);
        await server.StartAsync();
        using var profile = new TemporaryDirectory();
        using var process = Process.Start(new ProcessStartInfo(
            Program,
            [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                "--disable-background-networking", $"--user-data-dir={profile.Path}", $"{server.Urls.Single()}/page.html?{query}",
            ])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            return (await report.Task.WaitAsync(TestCaller.Patience)).Split('\n');
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
    }

    private static WebApplication Serve(string descriptors, TaskCompletionSource<string> report)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        server.MapGet("/descriptors", () => Results.File(descriptors));
        server.MapGet("/{**path}", (string path) => File.Exists(Path.Combine(Peer.WebFolder, path))
            ? Results.File(Path.Combine(Peer.WebFolder, path), ContentTypes.GetValueOrDefault(Path.GetExtension(path)))
            : Results.NotFound());
        server.MapPost("/report", async (HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body);
            report.TrySetResult(await reader.ReadToEndAsync());
        });
        return server;
    }
}
