using System.Net;
using Exchange.Engine.Accounts;
using Exchange.Engine.Bids;
using Exchange.Engine.Hosting;
using Exchange.Engine.Kernel;
using Exchange.Gateway.Mapping;
using Exchange.Gateway.Routing;
using Exchange.Gateway.Telemetry;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;
using Directory = Exchange.Gateway.Routing.Directory;

namespace Exchange.Gateway.Access;

/// <summary>Who calls.</summary>
/// <param name="Role">What the caller may do.</param>
/// <param name="Account">The account's number of a trader or the operator; of others that of the public.</param>
/// <param name="Token">The token's number.</param>
internal sealed record Caller(Role Role, int Account, int Token)
{
    public bool IsOperator => Role == Role.Operator;
}

/// <summary>Lets callers in by the token in their metadata, and says for whom they may act.</summary>
internal sealed class AccessControl
{
    private const string Scheme = "Bearer ";

    private readonly Directory _directory;
    private readonly EventRouter _router;
    private readonly Clock _clock;
    private readonly TimeProvider _time;
    private readonly AccessTelemetry _telemetry;

    public AccessControl(
        Directory directory, EventRouter router, Clock clock, TimeProvider time, AccessTelemetry telemetry) =>
        (_directory, _router, _clock, _time, _telemetry) = (directory, router, clock, time, telemetry);

    /// <summary>The status that a stream ends with when its token is revoked or expires.</summary>
    public static RpcException Ended() =>
        new(new Status(StatusCode.Unauthenticated, "the token was revoked or has expired"));

    /// <summary>Who makes a call that was admitted.</summary>
    /// <exception cref="RpcException">UNAUTHENTICATED: the token has been revoked or has expired since.</exception>
    public Caller Authenticate(ServerCallContext context)
    {
        var caller = AdmittedCall.Of(context).Caller;
        return LastsOf(caller.Token) > TimeSpan.Zero ? caller : throw Ended();
    }

    /// <summary>As <see cref="Authenticate(ServerCallContext)"/>, of a stream whose first message has come: its time is not limited then.</summary>
    /// <exception cref="RpcException">As there.</exception>
    public Caller AuthenticateOpened(ServerCallContext context)
    {
        AdmittedCall.Of(context).Open();
        return Authenticate(context);
    }

    /// <summary>Who makes a call.</summary>
    /// <param name="value">Of the metadata 'authorization'.</param>
    /// <param name="from">Where it comes from, if that is known.</param>
    /// <exception cref="RpcException">UNAUTHENTICATED: no token, or one that nobody was given, was revoked or has expired.</exception>
    public Caller Authenticate(string? value, IPAddress? from)
    {
        if (value is null || !value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            _telemetry.Failed("missing", from);
            throw new RpcException(new Status(
                StatusCode.Unauthenticated, "a token is missing: send metadata 'authorization: Bearer TOKEN'"));
        }
        if (_directory.FindToken(value[Scheme.Length..].Trim(), out var number) is not { } token)
        {
            _telemetry.Failed("unknown", from);
            throw new RpcException(new Status(StatusCode.Unauthenticated, "the token is not known here"));
        }
        if (LastsOf(number) <= TimeSpan.Zero)
        {
            _telemetry.Failed("ended", from);
            throw Ended();
        }
        _telemetry.LetIn(number, token);
        return new(token.Role, token.Role == Role.Observer ? Event.Public : token.Account, number);
    }

    /// <summary>Has a caller's stream end when its token does; dispose of it when the stream has ended.</summary>
    public HeldStream Hold(Caller caller, EventQueue queue) => new(this, _router.Tokens, caller.Token, queue, _time);

    /// <summary>Takes how a caller's stream has ended, if it was cut.</summary>
    public void StreamEnded(int token, EventQueue queue) => _telemetry.StreamEnded(token, queue);

    /// <summary>How long a token will let its holder in: no time at all once it is revoked or has expired.</summary>
    public TimeSpan LastsOf(int number)
    {
        var token = _directory.Catalog.FindToken(number);
        return token is null || token.IsRevoked || token.Expires <= _clock.Now
            ? TimeSpan.Zero
            : TimeSpan.FromMicroseconds((token.Expires.Nanoseconds - _clock.Now.Nanoseconds) / 1000);
    }

    /// <summary>Lets only operators go on.</summary>
    /// <returns>The operator.</returns>
    /// <exception cref="RpcException">UNAUTHENTICATED or PERMISSION_DENIED.</exception>
    public Caller RequireOperator(ServerCallContext context)
    {
        var caller = Authenticate(context);
        if (!caller.IsOperator)
        {
            throw Refusals.ToStatus(new Refusal(Reason.NotAuthorised, "only an operator may do this"));
        }
        return caller;
    }

    /// <summary>The account a caller acts for: a trader its own, an operator the one it names.</summary>
    /// <exception cref="RpcException">PERMISSION_DENIED, NOT_FOUND or INVALID_ARGUMENT.</exception>
    public int ResolveAccount(Caller caller, string name)
    {
        if (caller.Role == Role.Observer)
        {
            throw Refusals.ToStatus(new Refusal(Reason.NotAuthorised, "an observer acts for no account"));
        }
        if (name.Length == 0 && !caller.IsOperator)
        {
            return caller.Account;
        }
        if (name.Length == 0)
        {
            throw Refusals.ToStatus(Refusal.Malformed("account is missing: an operator names one"));
        }
        var isKnown = _directory.TryFindAccount(name, out var account);
        if (!caller.IsOperator && (!isKnown || account != caller.Account))
        {
            throw Refusals.ToStatus(new Refusal(Reason.NotAuthorised, "a trader acts for its own account only"));
        }
        return isKnown ? account : throw Refusals.ToStatus(Reason.UnknownAccount);
    }

    /// <summary>As <see cref="ResolveAccount"/>, for trading: the operator's own account does not trade.</summary>
    /// <exception cref="RpcException">As there.</exception>
    public int ResolveTrader(Caller caller, string name)
    {
        var account = ResolveAccount(caller, name);
        return account != Ledger.Operator
            ? account
            : throw Refusals.ToStatus(new Refusal(Reason.NotAuthorised, "the operator's account does not trade"));
    }
}
