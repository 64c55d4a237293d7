namespace Grpc.AspNetCore.Web;

/// <summary>Whom gRPC-Web serves.</summary>
public sealed class GrpcWebOptions
{
    /// <summary>Whether endpoints that do not say take calls by gRPC-Web. Default: no.</summary>
    public bool DefaultEnabled { get; set; }
}
