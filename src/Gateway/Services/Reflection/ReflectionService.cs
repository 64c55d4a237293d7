using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1;
using Request = Grpc.Reflection.V1.ServerReflectionRequest.MessageRequestOneofCase;

namespace Exchange.Gateway.Services.Reflection;

/// <summary>
/// gRPC's reflection protocol: tools that know no .proto file ask for ours. It takes no token: the files are public, and say nothing
/// of this exchange.
/// </summary>
internal sealed class ReflectionService : ServerReflection.ServerReflectionBase
{
    private static readonly DescriptorIndex Index = new(Contract.Services.Select(service => service.File));

    private readonly Stopping _stopping;

    public ReflectionService(Stopping stopping) => _stopping = stopping;

    public override Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream,
        IServerStreamWriter<ServerReflectionResponse> responseStream,
        ServerCallContext context) =>
        _stopping.RunStreamAsync(context, async ending =>
        {
            while (await requestStream.MoveNext(ending))
            {
                await responseStream.WriteAsync(Answer(requestStream.Current, Index), ending);
            }
        });

    /// <summary>The answer to one question.</summary>
    public static ServerReflectionResponse Answer(ServerReflectionRequest request, DescriptorIndex index)
    {
        var response = new ServerReflectionResponse { ValidHost = request.Host, OriginalRequest = request };
        switch (request.MessageRequestCase)
        {
            case Request.ListServices:
                response.ListServicesResponse = new();
                response.ListServicesResponse.Service.Add(
                    Contract.Services.Select(service => new ServiceResponse { Name = service.FullName }));
                break;
            case Request.FileByFilename:
                Give(response, index.File(request.FileByFilename), request.FileByFilename);
                break;
            case Request.FileContainingSymbol:
                Give(response, index.FileOf(request.FileContainingSymbol), request.FileContainingSymbol);
                break;
            case Request.FileContainingExtension:
                var (message, number) = (request.FileContainingExtension.ContainingType, request.FileContainingExtension.ExtensionNumber);
                Give(response, index.FileOf(message, number), FormattableString.Invariant($"{message} with extension {number}"));
                break;
            case Request.AllExtensionNumbersOfType:
                Give(response, index.ExtensionsOf(request.AllExtensionNumbersOfType), request.AllExtensionNumbersOfType);
                break;
            default:
                response.ErrorResponse = Error(StatusCode.InvalidArgument, "the request asks for nothing that is known here");
                break;
        }
        return response;
    }

    private static void Give(ServerReflectionResponse response, FileDescriptor? file, string name)
    {
        if (file is null)
        {
            response.ErrorResponse = Error(StatusCode.NotFound, $"there is no {name} here");
            return;
        }
        response.FileDescriptorResponse = new();
        response.FileDescriptorResponse.FileDescriptorProto.Add(
            DescriptorIndex.WithImports(file).Select(found => found.SerializedData));
    }

    private static void Give(ServerReflectionResponse response, IEnumerable<int>? numbers, string message)
    {
        if (numbers is null)
        {
            response.ErrorResponse = Error(StatusCode.NotFound, $"there is no {message} here");
            return;
        }
        response.AllExtensionNumbersResponse = new() { BaseTypeName = message };
        response.AllExtensionNumbersResponse.ExtensionNumber.Add(numbers);
    }

    private static ErrorResponse Error(StatusCode code, string message) => new() { ErrorCode = (int)code, ErrorMessage = message };
}
