using System.CommandLine;
using System.Net;
using Exchange.Engine.Journal;
using Exchange.Gateway;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Exchange.Load.Gateway;

/// <summary>
/// <c>serve gateway|echo</c>: the other process of <c>gateway</c>. It says where it listens and an operator's token, answers
/// every line of its input with the bytes it has allocated and its garbage collections, and ends with its input, so that it
/// never outlives who started it.
/// </summary>
internal sealed class ServeCommand : Command
{
    private const int MaxStreamsPerConnection = 10_000;

    private readonly Argument<string> _what = new("SERVER");

    private readonly Option<string> _durability = new("--durability")
    {
        DefaultValueFactory = _ => "off",
    };

    public ServeCommand() : base("serve", "What gateway starts.")
    {
        Hidden = true;
        _what.AcceptOnlyFromAmong("gateway", "echo");
        Add(_what);
        Add(_durability);
        SetAction((arguments, _) => arguments.GetRequiredValue(_what) == "echo"
            ? ServeEchoAsync()
            : ServeGatewayAsync(arguments.GetRequiredValue(_durability)));
    }

    private static async Task ServeGatewayAsync(string durability)
    {
        var directory = durability == "off" ? null : Directory.CreateTempSubdirectory("exchange-load-");
        try
        {
            await using var gateway = await GatewayServer.StartAsync(new()
            {
                Listen = new("http://127.0.0.1:0"),
                DataDirectory = directory?.FullName,
                Durability = directory is null ? Durability.None : Enum.Parse<Durability>(durability, ignoreCase: true),
            });
            AnswerUntilEnd($"{gateway.Url} {gateway.OperatorToken}");
        }
        finally
        {
            directory?.Delete(recursive: true);
        }
    }

    private static async Task ServeEchoAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            // As the gateway has it.
            kestrel.AddServerHeader = false;
            kestrel.Limits.Http2.MaxStreamsPerConnection = MaxStreamsPerConnection;
            kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddGrpc();
        await using var application = builder.Build();
        application.MapGrpcService<EchoService>();
        await application.StartAsync();
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        AnswerUntilEnd($"{addresses.Single()} -");
    }

    private static void AnswerUntilEnd(string greeting)
    {
        Console.WriteLine(greeting);
        while (Console.ReadLine() is not null)
        {
            Console.WriteLine($"{GC.GetTotalAllocatedBytes(precise: true)} {GC.CollectionCount(0)}");
        }
    }
}
