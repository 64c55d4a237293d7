using Exchange.Engine.Accounts;
using Exchange.Engine.Bids;
using Exchange.Engine.Kernel;
using Exchange.Gateway.Mapping;
using Directory = Exchange.Gateway.Routing.Directory;

namespace Exchange.Gateway.Access;

/// <summary>What a token lets its holder do: the role, and a trader's account.</summary>
/// <param name="Role">The role.</param>
/// <param name="Account">The account's number of a trader.</param>
internal readonly record struct Grant(Role Role, int Account)
{
    /// <summary>Reads a role and the name of an account. The operator's own account has no trader.</summary>
    public static Refusal TryRead(V1.Role role, string accountName, Directory directory, out Grant grant)
    {
        grant = new((Role)role, Ledger.Operator);
        switch (role)
        {
            case V1.Role.Operator:
                return Refusal.None;
            case V1.Role.Trader:
                var isKnown = directory.TryFindAccount(accountName, out var account) && account != Ledger.Operator;
                grant = grant with { Account = account };
                return isKnown ? Refusal.None : Refusal.Of(Reason.UnknownAccount);
            default:
                return Refusal.Malformed("role is neither TRADER nor OPERATOR");
        }
    }
}
