namespace Grpc.AspNetCore.Web;

/// <summary>The service or method takes calls by gRPC-Web.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class EnableGrpcWebAttribute : Attribute, IGrpcWebEnabledMetadata
{
    /// <inheritdoc/>
    public bool GrpcWebEnabled => true;
}

/// <summary>The service or method takes no calls by gRPC-Web.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class DisableGrpcWebAttribute : Attribute, IGrpcWebEnabledMetadata
{
    /// <inheritdoc/>
    public bool GrpcWebEnabled => false;
}

/// <summary>Says of an endpoint whether it takes calls by gRPC-Web; what was said last counts.</summary>
public interface IGrpcWebEnabledMetadata
{
    /// <summary>Whether it does.</summary>
    bool GrpcWebEnabled { get; }
}
