using System.Diagnostics;
using System.Text.Json;

namespace Exchange.Clients.Tests.Kits;

/// <summary>The kit for TypeScript.</summary>
public sealed class TypeScriptKit() : Kit("TypeScript")
{
    private const string Modules = "node_modules";

    private protected override string HowToInstall =>
        "The TypeScript kit's libraries are not installed: npm ci --prefix src/Clients/TypeScript";

    private protected override async Task<bool> IsInstalledAsync() =>
        Directory.Exists(Path.Combine(Source, Modules, "typescript"))
        && await SucceedsAsync(Program("node", Checkout, "--version"));

    private protected override async Task MakeAsync()
    {
        CopyContract();
        CopyFiles(Source, Folder, "*.json");
        CopyFiles(Path.Combine(Source, "src"), Path.Combine(Folder, "src"), "*.ts");
        CopyFiles(TestBots, Path.Combine(Folder, "src"), "*.ts");
        await File.WriteAllTextAsync(Path.Combine(Folder, "src", "readmeBot.ts"), ReadmeBot("ts"));
        // What `npm ci` brings is there; what it makes of the contract is made here.
        Directory.CreateSymbolicLink(Path.Combine(Folder, Modules), Path.Combine(Source, Modules));
        await RunAsync(Program("npm", Folder, "run", "prepare", "--silent"));
        await RunAsync(Program("npx", Folder, "tsc"));
    }

    private protected override ProcessStartInfo StartOf(string bot, params string[] arguments)
    {
        var name = JsonNamingPolicy.CamelCase.ConvertName(string.Concat(bot.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..])));
        return Program("node", Folder, [Path.Combine("dist", $"{name}.js"), .. arguments]);
    }
}
