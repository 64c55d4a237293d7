using Exchange.Gateway.Access;
using Exchange.Gateway.Calculator;
using Exchange.V1;
using Grpc.Core;

namespace Exchange.Gateway.Services;

/// <summary>The auction calculator, for anyone with a token: it touches no market and no account.</summary>
internal sealed class ClearingService : V1.Clearing.ClearingBase
{
    private readonly AccessControl _access;

    public ClearingService(AccessControl access) => _access = access;

    public override Task<ClearResponse> Clear(ClearRequest request, ServerCallContext context)
    {
        _access.Authenticate(context);
        var refusal = AuctionCalculator.TryClear(request, out var response);
        // Whatever the reason: it is always the request that is wrong, and never the state of the exchange.
        return refusal.IsRefused
            ? throw new RpcException(new Status(StatusCode.InvalidArgument, refusal.ToString()))
            : Task.FromResult(response);
    }
}
