using Grpc.AspNetCore.Web.Internal;
using Grpc.Core;
using Grpc.Internal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Answers gRPC requests for services and methods that are not mapped. Registered once an application.</summary>
internal sealed class UnimplementedRoute
{
    private bool _mapped;

    public void MapOnce(IEndpointRouteBuilder endpoints)
    {
        if (_mapped)
        {
            return;
        }

        _mapped = true;
        var pattern = RoutePatternFactory.Parse("{service}/{method}", defaults: null, parameterPolicies: new { service = new GrpcRequest() });
        endpoints.Map(pattern, AnswerAsync).WithDisplayName("gRPC unimplemented");
    }

    private static Task AnswerAsync(HttpContext http)
    {
        if (ServerProtocol.Accepts(http))
        {
            ServerProtocol.WriteStatus(
                http.Response.Headers,
                new Status(StatusCode.Unimplemented, $"{http.Request.Path} is not a method of this server."),
                trailers: null);
        }

        return Task.CompletedTask;
    }

    // Other two-part paths of the application stay what they are.
    private sealed class GrpcRequest : IRouteConstraint
    {
        public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
            httpContext is { Request: var request }
            && HttpMethods.IsPost(request.Method)
            && (ProtocolHeaders.IsGrpc(request.ContentType) || WebFormat.Of(request.ContentType) is not null);
    }
}
