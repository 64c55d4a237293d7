using Exchange.Engine.Bids;
using Exchange.Engine.Hosting;
using Exchange.Gateway.Mapping;
using Grpc.Core;

namespace Exchange.Gateway;

/// <summary>Refusals as gRPC statuses: the message starts with the reason's fixed name.</summary>
internal static class Refusals
{
    /// <summary>Why a command found no room.</summary>
    public static Refusal Busy(CommandInput input) => input.IsPaused ? Refusal.DiskFull : Refusal.Of(Reason.Busy);

    public static RpcException ToStatus(Reason reason) => ToStatus(Refusal.Of(reason));

    public static RpcException ToStatus(Refusal refusal) =>
        new(new Status(StatusOf(refusal.Reason), refusal.ToString()));

    public static void ThrowIfRefused(Refusal refusal)
    {
        if (refusal.IsRefused)
        {
            throw ToStatus(refusal);
        }
    }

    public static void ThrowIfRefused(Reason reason)
    {
        if (reason != Reason.None)
        {
            throw ToStatus(reason);
        }
    }

    private static StatusCode StatusOf(Reason reason) => reason switch
    {
        Reason.UnknownMarket or Reason.UnknownAccount or Reason.UnknownOrder => StatusCode.NotFound,
        Reason.DuplicateId => StatusCode.AlreadyExists,
        Reason.WrongPhase or Reason.NoCash or Reason.NoUnits => StatusCode.FailedPrecondition,
        Reason.Limit => StatusCode.ResourceExhausted,
        Reason.Busy => StatusCode.Unavailable,
        Reason.NotAuthorised => StatusCode.PermissionDenied,
        _ => StatusCode.InvalidArgument,
    };
}
