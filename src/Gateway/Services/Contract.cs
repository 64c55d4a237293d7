using Google.Protobuf.Reflection;

namespace Exchange.Gateway.Services;

/// <summary>What a gateway serves, as the .proto files say it.</summary>
internal static class Contract
{
    public static IReadOnlyList<ServiceDescriptor> Services { get; } =
    [
        V1.Markets.Descriptor,
        V1.Accounts.Descriptor,
        V1.Trading.Descriptor,
        V1.MarketData.Descriptor,
        V1.Clearing.Descriptor,
        Grpc.Health.V1.Health.Descriptor,
        Grpc.Reflection.V1.ServerReflection.Descriptor,
        Grpc.Reflection.V1Alpha.ServerReflection.Descriptor,
    ];
}
