using Exchange.Engine.Accounts;
using Exchange.Engine.Bids;
using Exchange.Engine.Kernel;
using Exchange.Gateway.Mapping;
using Grpc.Core;
using Directory = Exchange.Gateway.Routing.Directory;

namespace Exchange.Gateway.Access;

/// <summary>Who calls.</summary>
/// <param name="Role">What the caller may do.</param>
/// <param name="Account">The account's number of a trader.</param>
internal readonly record struct Caller(Role Role, int Account)
{
    public bool IsOperator => Role == Role.Operator;
}

/// <summary>Lets callers in by the token in their metadata, and says for whom they may act.</summary>
internal sealed class AccessControl
{
    private const string Header = "authorization";
    private const string Scheme = "Bearer ";

    private readonly Directory _directory;

    public AccessControl(Directory directory) => _directory = directory;

    /// <summary>Who makes a call.</summary>
    /// <exception cref="RpcException">UNAUTHENTICATED: no token, or one that nobody was given.</exception>
    public Caller Authenticate(ServerCallContext context)
    {
        var value = context.RequestHeaders.GetValue(Header);
        if (value is null || !value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            throw new RpcException(new Status(
                StatusCode.Unauthenticated, "a token is missing: send metadata 'authorization: Bearer TOKEN'"));
        }
        var token = _directory.FindToken(TokenHash.Of(value[Scheme.Length..].Trim()));
        return token is null
            ? throw new RpcException(new Status(StatusCode.Unauthenticated, "the token is not known here"))
            : new(token.Role, token.Account);
    }

    /// <summary>Lets only operators go on.</summary>
    /// <exception cref="RpcException">UNAUTHENTICATED or PERMISSION_DENIED.</exception>
    public void RequireOperator(ServerCallContext context)
    {
        if (!Authenticate(context).IsOperator)
        {
            throw Refusals.ToStatus(new Refusal(Reason.NotAuthorised, "only an operator may do this"));
        }
    }

    /// <summary>The account a caller acts for: a trader its own, an operator the one it names.</summary>
    /// <exception cref="RpcException">PERMISSION_DENIED, NOT_FOUND or INVALID_ARGUMENT.</exception>
    public int ResolveAccount(Caller caller, string name)
    {
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
