using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Grpc.Tests;

/// <summary>What the client makes of answers that no gRPC server would give.</summary>
public sealed class ForeignServerTests
{
    [Theory]
    [InlineData(400, StatusCode.Internal)]
    [InlineData(401, StatusCode.Unauthenticated)]
    [InlineData(403, StatusCode.PermissionDenied)]
    [InlineData(404, StatusCode.Unimplemented)]
    [InlineData(429, StatusCode.Unavailable)]
    [InlineData(502, StatusCode.Unavailable)]
    [InlineData(503, StatusCode.Unavailable)]
    [InlineData(504, StatusCode.Unavailable)]
    [InlineData(500, StatusCode.Unknown)]
    [InlineData(302, StatusCode.Unknown)]
    public Task HttpStatus_WithoutGrpcStatus_IsMapped(int http, StatusCode expected) =>
        ExpectAsync(expected, response =>
        {
            response.StatusCode = http;
            return Task.CompletedTask;
        });

    [Theory]
    [InlineData(0x0, StatusCode.Unavailable)]
    [InlineData(0x1, StatusCode.Internal)]
    [InlineData(0x2, StatusCode.Internal)]
    [InlineData(0x8, StatusCode.Cancelled)]
    [InlineData(0xb, StatusCode.ResourceExhausted)]
    [InlineData(0xc, StatusCode.PermissionDenied)]
    public Task Reset_BeforeAnyAnswer_IsMapped(int code, StatusCode expected) =>
        ExpectAsync(expected, response =>
        {
            response.HttpContext.Features.GetRequiredFeature<IHttpResetFeature>().Reset(code);
            return Task.CompletedTask;
        });

    [Fact]
    public Task Reset_AfterHeaders_IsMapped() =>
        ExpectAsync(StatusCode.Internal, async response =>
        {
            await StartAsync(response);
            response.HttpContext.Features.GetRequiredFeature<IHttpResetFeature>().Reset(2);
        });

    [Fact]
    public Task Answer_OfAnotherContentType_IsUnknown() =>
        ExpectAsync(StatusCode.Unknown, response => response.WriteAsJsonAsync("hello"));

    [Fact]
    public Task Answer_WithoutStatus_IsUnknown() => ExpectAsync(StatusCode.Unknown, StartAsync);

    [Fact]
    public Task Answer_OkWithoutMessage_IsUnimplemented() =>
        ExpectAsync(StatusCode.Unimplemented, async response =>
        {
            await StartAsync(response);
            response.AppendTrailer("grpc-status", "0");
        });

    [Fact]
    public Task Answer_TwoMessages_IsUnimplemented() =>
        ExpectAsync(StatusCode.Unimplemented, async response =>
        {
            await StartAsync(response);
            await response.Body.WriteAsync(new byte[10]);
            response.AppendTrailer("grpc-status", "0");
        });

    [Theory]
    [InlineData("99", StatusCode.Unknown)]
    [InlineData("-1", StatusCode.Unknown)]
    [InlineData("five", StatusCode.Unknown)]
    [InlineData("5", StatusCode.NotFound)]
    public Task Answer_StatusInHeaders_IsTaken(string status, StatusCode expected) =>
        ExpectAsync(expected, response =>
        {
            response.ContentType = "application/grpc";
            response.Headers["grpc-status"] = status;
            return Task.CompletedTask;
        });

    [Fact]
    public Task Answer_CompressedMessage_IsInternal() => ExpectBodyAsync(StatusCode.Internal, [1, 0, 0, 0, 0]);

    [Fact]
    public Task Answer_GarbageMessage_IsInternal() => ExpectBodyAsync(StatusCode.Internal, [0, 0, 0, 0, 2, 0xff, 0xff]);

    [Fact]
    public Task Answer_EndsWithinMessage_IsInternal() => ExpectBodyAsync(StatusCode.Internal, [0, 0, 0, 0, 2, 8]);

    [Fact]
    public Task Answer_InAnEncodingNotOffered_IsInternal() =>
        ExpectAsync(StatusCode.Internal, response =>
        {
            response.Headers["grpc-encoding"] = "snappy";
            return StartAsync(response);
        });

    private static async Task StartAsync(HttpResponse response)
    {
        response.ContentType = "application/grpc";
        await response.StartAsync();
        await response.BodyWriter.FlushAsync();
    }

    private static Task ExpectBodyAsync(StatusCode expected, byte[] body) =>
        ExpectAsync(expected, async response =>
        {
            await StartAsync(response);
            await response.Body.WriteAsync(body);
            response.AppendTrailer("grpc-status", "0");
        });

    private static async Task ExpectAsync(StatusCode expected, Func<HttpResponse, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        await using var app = builder.Build();
        app.Run(http => answer(http.Response));
        await app.StartAsync();
        using var channel = GrpcChannel.ForAddress(app.Urls.Single());
        var client = new Echo.EchoClient(channel);

        var unary = await Assert.ThrowsAsync<RpcException>(async () => await client.UnaryAsync(new Ping()));
        Assert.Equal(expected, unary.StatusCode);
    }
}
