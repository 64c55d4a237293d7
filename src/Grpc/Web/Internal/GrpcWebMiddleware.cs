using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Web.Internal;

/// <summary>
/// Reads calls by gRPC-Web as gRPC for what comes behind: it puts the body's text into bytes and back, and the trailers behind
/// the messages.
/// </summary>
internal sealed class GrpcWebMiddleware(RequestDelegate next, GrpcWebOptions options)
{
    public Task InvokeAsync(HttpContext http) =>
        HttpMethods.IsPost(http.Request.Method) && WebFormat.Of(http.Request.ContentType) is { } format && IsEnabled(http)
            ? TakeAsync(http, format)
            : next(http);

    private async Task TakeAsync(HttpContext http, WebFormat format)
    {
        var call = WebCall.Open(http, format);
        await next(http);
        call.End();
    }

    private bool IsEnabled(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetMetadata<IGrpcWebEnabledMetadata>()?.GrpcWebEnabled ?? options.DefaultEnabled;
}
