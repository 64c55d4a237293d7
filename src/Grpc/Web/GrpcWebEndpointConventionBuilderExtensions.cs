using Grpc.AspNetCore.Web;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Says of mapped services whether they take calls by gRPC-Web.</summary>
public static class GrpcWebEndpointConventionBuilderExtensions
{
    /// <summary>They do.</summary>
    /// <typeparam name="TBuilder">What <c>MapGrpcService</c> gave.</typeparam>
    /// <param name="builder">The endpoints.</param>
    public static TBuilder EnableGrpcWeb<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.With(new EnableGrpcWebAttribute());

    /// <summary>They do not.</summary>
    /// <typeparam name="TBuilder">What <c>MapGrpcService</c> gave.</typeparam>
    /// <param name="builder">The endpoints.</param>
    public static TBuilder DisableGrpcWeb<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.With(new DisableGrpcWebAttribute());

    private static TBuilder With<TBuilder>(this TBuilder builder, IGrpcWebEnabledMetadata metadata)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint => endpoint.Metadata.Add(metadata));
        return builder;
    }
}
