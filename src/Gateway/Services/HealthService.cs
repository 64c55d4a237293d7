using Grpc.Core;
using Grpc.Health.V1;
using Status = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Exchange.Gateway.Services;

/// <summary>
/// gRPC's health protocol, for load balancers and supervisors: all services are as the exchange is. It takes no token, since those
/// who ask have none and learn nothing else.
/// </summary>
internal sealed class HealthService : Health.HealthBase
{
    private readonly Serving _serving;
    private readonly Stopping _stopping;

    public HealthService(Serving serving, Stopping stopping) => (_serving, _stopping) = (serving, stopping);

    // "" is the gateway as a whole.
    private static IEnumerable<string> Names => [.. Contract.Services.Select(service => service.FullName), ""];

    private HealthCheckResponse Now => new() { Status = _serving.IsServing ? Status.Serving : Status.NotServing };

    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context) =>
        Names.Contains(request.Service)
            ? Task.FromResult(Now)
            : throw new RpcException(new(StatusCode.NotFound, $"there is no service '{request.Service}' here"));

    public override Task<HealthListResponse> List(HealthListRequest request, ServerCallContext context)
    {
        var response = new HealthListResponse();
        foreach (var name in Names)
        {
            response.Statuses[name] = Now;
        }
        return Task.FromResult(response);
    }

    public override Task Watch(
        HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context) =>
        _stopping.RunStreamAsync(context, async ending =>
        {
            var first = Names.Contains(request.Service) ? Now : new() { Status = Status.ServiceUnknown };
            await responseStream.WriteAsync(first, context.CancellationToken);
            if (first.Status == Status.Serving)
            {
                // Not until the stream is to end: that the gateway stops is said before.
                await _serving.Ended.WaitAsync(context.CancellationToken);
                await responseStream.WriteAsync(Now, context.CancellationToken);
            }
            await Task.Delay(Timeout.Infinite, ending);
        });
}
