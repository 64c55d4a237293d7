using Exchange.Gateway.Services;
using Exchange.Gateway.Services.Reflection;
using Exchange.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Reflection.V1;

namespace Exchange.Gateway.Tests;

public sealed class ReflectionServiceTests
{
    private const string Extended = "tests.Extended";

    private static readonly DescriptorIndex Ours = new(Contract.Services.Select(service => service.File));

    // A message that another file extends: the contract itself has no such thing.
    private static readonly DescriptorIndex Extending = new([ExtendingFile()]);

    [Fact]
    public async Task ListServices_BothVersions_AreThoseThatAnswer()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var channel = GrpcChannel.ForAddress(gateway.Url);
        using var call = new ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo(deadline: DateTime.UtcNow + TestCaller.Patience);
        using var alpha = new Grpc.Reflection.V1Alpha.ServerReflection.ServerReflectionClient(channel)
            .ServerReflectionInfo(deadline: DateTime.UtcNow + TestCaller.Patience);

        await call.RequestStream.WriteAsync(new() { Host = "here", ListServices = "" });
        await alpha.RequestStream.WriteAsync(new() { Host = "here", ListServices = "" });

        Assert.True(await call.ResponseStream.MoveNext() && await alpha.ResponseStream.MoveNext());
        var response = call.ResponseStream.Current;
        Assert.Equal(("here", "here"), (response.ValidHost, response.OriginalRequest.Host));
        Assert.Equal(response.ToByteString(), alpha.ResponseStream.Current.ToByteString());
        Assert.Equal(
            typeof(Event).Assembly.GetTypes().Count(type => type.IsDefined(typeof(BindServiceMethodAttribute), inherit: false)),
            response.ListServicesResponse.Service.Count);
        foreach (var service in response.ListServicesResponse.Service)
        {
            await AssertServedAsync(channel, service.Name);
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext());
    }

    [Theory]
    [InlineData("exchange.v1.Trading")]
    [InlineData("exchange.v1.Trading.Submit")]
    [InlineData("exchange.v1.SubmitBid")]
    [InlineData("exchange.v1.SubmitBid.market")]
    [InlineData("exchange.v1.SubmitBid.bid")]
    [InlineData("exchange.v1.Trigger.Poisson")]
    [InlineData("exchange.v1.Side")]
    [InlineData("exchange.v1.BUY")]
    [InlineData("grpc.reflection.v1alpha.ServerReflection")]
    [InlineData("grpc.health.v1.HealthCheckResponse.ServingStatus")]
    public void FileContainingSymbol_AnySymbol_ComesWithAllThatItImports(string symbol)
    {
        var files = FilesOf(new() { FileContainingSymbol = symbol }, Ours);

        // Can be built, in the order of imports, from nothing else.
        var ordered = new List<ByteString>();
        var known = new HashSet<string>();
        while (ordered.Count < files.Count)
        {
            var next = files.First(file => !known.Contains(file.Name) && file.Dependency.All(known.Contains));
            known.Add(next.Name);
            ordered.Add(next.ToByteString());
        }
        var built = FileDescriptor.BuildFromByteStrings(ordered);
        Assert.Equal(files[0].Name, new DescriptorIndex(built).FileOf(symbol)!.Name);
        Assert.Distinct(files.Select(file => file.Name));
    }

    [Fact]
    public void FileByFilename_ItsName_IsFoundAsItIsImported()
    {
        var file = FilesOf(new() { FileByFilename = "exchange/v1/bids.proto" }, Ours)[0];

        Assert.Equal("exchange/v1/bids.proto", file.Name);
        Assert.Equal(BidsReflection.Descriptor.SerializedData, file.ToByteString());
    }

    [Fact]
    public void Extensions_OfAMessage_AreFoundByNumber()
    {
        var numbers = ReflectionService.Answer(new() { AllExtensionNumbersOfType = Extended }, Extending).AllExtensionNumbersResponse;
        var files = FilesOf(new() { FileContainingExtension = new() { ContainingType = Extended, ExtensionNumber = 101 } }, Extending);
        var none = ReflectionService.Answer(new() { AllExtensionNumbersOfType = "exchange.v1.SubmitBid" }, Ours).AllExtensionNumbersResponse;

        Assert.Equal(Extended, numbers.BaseTypeName);
        Assert.Equal([100, 101], numbers.ExtensionNumber);
        Assert.Equal(["extending.proto", "extended.proto"], files.Select(file => file.Name));
        Assert.Equal("extending.proto", FilesOf(new() { FileContainingSymbol = "tests.Holder.nested" }, Extending)[0].Name);
        Assert.Empty(none.ExtensionNumber);
    }

    public static TheoryData<string, StatusCode> Unanswered => new()
    {
        { """{"fileByFilename":"none.proto"}""", StatusCode.NotFound },
        { """{"fileContainingSymbol":"exchange.v1.Nothing"}""", StatusCode.NotFound },
        { """{"fileContainingSymbol":""}""", StatusCode.NotFound },
        { """{"fileContainingExtension":{"containingType":"exchange.v1.SubmitBid","extensionNumber":1}}""", StatusCode.NotFound },
        { """{"allExtensionNumbersOfType":"exchange.v1.Trading"}""", StatusCode.NotFound },
        { "{}", StatusCode.InvalidArgument },
    };

    [Theory]
    [MemberData(nameof(Unanswered))]
    public void Request_ThatCannotBeAnswered_SaysWhy(string json, StatusCode expected)
    {
        var error = ReflectionService.Answer(JsonParser.Default.Parse<ServerReflectionRequest>(json), Ours).ErrorResponse;

        Assert.Equal((int)expected, error.ErrorCode);
        Assert.NotEmpty(error.ErrorMessage);
    }

    private static List<FileDescriptorProto> FilesOf(ServerReflectionRequest request, DescriptorIndex index) =>
        [.. ReflectionService.Answer(request, index).FileDescriptorResponse.FileDescriptorProto.Select(FileDescriptorProto.Parser.ParseFrom)];

    // A method that is not there would be UNIMPLEMENTED in words of its own.
    private static async Task AssertServedAsync(GrpcChannel channel, string service)
    {
        var bytes = Marshallers.Create<byte[]>((value, context) => context.Complete(value), context => context.PayloadAsNewBuffer());
        foreach (var method in Contract.Services.Single(known => known.FullName == service).Methods)
        {
            var raw = new Method<byte[], byte[]>(MethodType.DuplexStreaming, service, method.Name, bytes, bytes);
            using var call = channel.CreateCallInvoker().AsyncDuplexStreamingCall(
                raw, host: null, new(deadline: DateTime.UtcNow + TestCaller.Patience));
            await call.RequestStream.CompleteAsync();
            try
            {
                await call.ResponseStream.MoveNext();
            }
            catch (RpcException failure)
            {
                Assert.DoesNotContain("not a method", failure.Status.Detail, StringComparison.Ordinal);
            }
        }
    }

    private static FileDescriptor ExtendingFile()
    {
        var extended = new FileDescriptorProto { Name = "extended.proto", Package = "tests", Syntax = "proto2" };
        extended.MessageType.Add(new DescriptorProto { Name = "Extended", ExtensionRange = { new DescriptorProto.Types.ExtensionRange { Start = 100, End = 200 } } });
        var extending = new FileDescriptorProto { Name = "extending.proto", Package = "tests", Syntax = "proto2", Dependency = { "extended.proto" } };
        extending.Extension.Add(Extension("plain", 100));
        extending.MessageType.Add(new DescriptorProto { Name = "Holder", Extension = { Extension("nested", 101) } });
        return FileDescriptor.BuildFromByteStrings([extended.ToByteString(), extending.ToByteString()])[1];
    }

    private static FieldDescriptorProto Extension(string name, int number) => new()
    {
        Name = name,
        Number = number,
        Extendee = $".{Extended}",
        Type = FieldDescriptorProto.Types.Type.String,
        Label = FieldDescriptorProto.Types.Label.Optional,
    };
}
