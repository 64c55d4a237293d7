using Exchange.Engine.Accounts;
using Exchange.Engine.Bids;
using Exchange.Engine.Kernel;
using Exchange.Engine.Numerics;
using Exchange.Gateway.Mapping;
using Directory = Exchange.Gateway.Routing.Directory;

namespace Exchange.Gateway.Access;

/// <summary>What a token lets its holder do: the role, a trader's account, and until when.</summary>
/// <param name="Role">The role.</param>
/// <param name="Account">The account's number of a trader; of others the operator's.</param>
/// <param name="Expires">From when on it does no more.</param>
internal readonly record struct Grant(Role Role, int Account, Timestamp Expires)
{
    /// <summary>Whom a new exchange lets in.</summary>
    public static Grant Operator => new(Role.Operator, Ledger.Operator, Timestamp.Never);

    /// <summary>Reads a role, the name of an account and a time. The operator's own account has no trader.</summary>
    public static Refusal TryRead(V1.Role role, string accountName, string expires, Directory directory, out Grant grant)
    {
        grant = Operator with { Role = (Role)role };
        var refusal = Check(role);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        if (expires.Length > 0)
        {
            refusal = Decimals.TryReadMoment(expires, "expires", out var moment);
            grant = grant with { Expires = moment };
        }
        if (refusal.IsRefused || role != V1.Role.Trader)
        {
            return refusal;
        }
        var isKnown = directory.TryFindAccount(accountName, out var account) && account != Ledger.Operator;
        grant = grant with { Account = account };
        return isKnown ? Refusal.None : Refusal.Of(Reason.UnknownAccount);
    }

    /// <summary>Whether there is such a role.</summary>
    public static Refusal Check(V1.Role role) => role is V1.Role.Trader or V1.Role.Operator or V1.Role.Observer
        ? Refusal.None
        : Refusal.Malformed("role is none of TRADER, OPERATOR and OBSERVER");
}
