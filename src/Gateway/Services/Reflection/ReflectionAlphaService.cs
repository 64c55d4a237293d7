using Google.Protobuf;
using Grpc.Core;
using Grpc.Reflection.V1Alpha;

namespace Exchange.Gateway.Services.Reflection;

/// <summary>The same under its former name, which many tools still try first; the messages are the same on the wire.</summary>
internal sealed class ReflectionAlphaService : ServerReflection.ServerReflectionBase
{
    private readonly ReflectionService _service;

    public ReflectionAlphaService(ReflectionService service) => _service = service;

    public override Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream,
        IServerStreamWriter<ServerReflectionResponse> responseStream,
        ServerCallContext context) =>
        _service.ServerReflectionInfo(new Requests(requestStream), new Responses(responseStream), context);

    private sealed class Requests(IAsyncStreamReader<ServerReflectionRequest> requests)
        : IAsyncStreamReader<Grpc.Reflection.V1.ServerReflectionRequest>
    {
        public Grpc.Reflection.V1.ServerReflectionRequest Current =>
            Grpc.Reflection.V1.ServerReflectionRequest.Parser.ParseFrom(requests.Current.ToByteString());

        public Task<bool> MoveNext(CancellationToken cancellationToken) => requests.MoveNext(cancellationToken);
    }

    private sealed class Responses(IServerStreamWriter<ServerReflectionResponse> responses)
        : IServerStreamWriter<Grpc.Reflection.V1.ServerReflectionResponse>
    {
        public WriteOptions? WriteOptions { get => responses.WriteOptions; set => responses.WriteOptions = value; }

        public Task WriteAsync(Grpc.Reflection.V1.ServerReflectionResponse message) =>
            responses.WriteAsync(ServerReflectionResponse.Parser.ParseFrom(message.ToByteString()));
    }
}
