using Exchange.Gateway.Feeds;
using Exchange.V1;
using Google.Protobuf;
using Grpc.Core;

namespace Exchange.Gateway.Services;

/// <summary>
/// The methods of <see cref="MarketData"/> as this gateway serves them: what a subscriber is sent was encoded before, for all who
/// are sent the same, so that the generated code, which encodes a message for each, is not used.
/// </summary>
internal static class MarketDataMethods
{
    /// <summary>Lists the methods.</summary>
    public static void BindService(ServiceBinderBase binder, MarketDataService? service)
    {
        var name = MarketData.Descriptor.FullName;
        binder.AddMethod(
            new Method<GetDepthRequest, Depth>(
                MethodType.Unary, name, nameof(MarketDataService.GetDepth), Of(GetDepthRequest.Parser), Of(Depth.Parser)),
            service is null ? null : service.GetDepth);
        binder.AddMethod(
            new Method<SubscribeRequest, Outgoing>(
                MethodType.ServerStreaming, name, nameof(MarketDataService.Subscribe), Of(SubscribeRequest.Parser), Outgoing.Marshaller),
            service is null ? null : service.Subscribe);
    }

    private static Marshaller<T> Of<T>(MessageParser<T> parser)
        where T : class, IMessage<T>, new() => Marshallers.Create(
            static (message, output) =>
            {
                output.SetPayloadLength(message.CalculateSize());
                message.WriteTo(output.GetBufferWriter());
                output.Complete();
            },
            input => parser.ParseFrom(input.PayloadAsReadOnlySequence()));
}
