using Grpc.Core;

namespace Exchange.Simulation.Tests.Network;

/// <summary>A call as the exchange sees it.</summary>
internal sealed class ServedCall(string method, Metadata? headers) : ServerCallContext
{
    private readonly CancellationTokenSource _gone = new();

    protected override string MethodCore => method;

    protected override string HostCore => "simulated";

    protected override string PeerCore => "unknown";

    protected override DateTime DeadlineCore => DateTime.MaxValue;

    protected override Metadata RequestHeadersCore => headers ?? [];

    protected override CancellationToken CancellationTokenCore => _gone.Token;

    protected override Metadata ResponseTrailersCore { get; } = [];

    protected override Status StatusCore { get; set; }

    protected override WriteOptions? WriteOptionsCore { get; set; }

    /// <summary>The client or its connection is gone.</summary>
    public void Cancel() => _gone.Cancel();

    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => Task.CompletedTask;
}
