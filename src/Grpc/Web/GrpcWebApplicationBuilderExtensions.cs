using Grpc.AspNetCore.Web;
using Grpc.AspNetCore.Web.Internal;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Lets an application's gRPC services be called by gRPC-Web, from browsers for example.</summary>
public static class GrpcWebApplicationBuilderExtensions
{
    /// <summary>Takes calls by gRPC-Web for the endpoints that enable it. Stands behind routing and CORS.</summary>
    /// <param name="builder">The application.</param>
    public static IApplicationBuilder UseGrpcWeb(this IApplicationBuilder builder) => builder.UseGrpcWeb(new GrpcWebOptions());

    /// <summary>Takes calls by gRPC-Web. Stands behind routing and CORS.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="options">For which endpoints.</param>
    public static IApplicationBuilder UseGrpcWeb(this IApplicationBuilder builder, GrpcWebOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        return builder.Use(next => new GrpcWebMiddleware(next, options).InvokeAsync);
    }
}
