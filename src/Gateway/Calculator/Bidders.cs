using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;
using Exchange.Gateway.Mapping;
using Google.Protobuf.Collections;

namespace Exchange.Gateway.Calculator;

/// <summary>
/// Reads what every bid has beside itself. Accounts and groups have their numbers from zero in the order in which the bids
/// name them, so that a condition can be on a later bidder. The ids of a request are unique.
/// </summary>
internal sealed class Bidders : IRoster
{
    private const int MaxGroups = 64;

    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _accounts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _groups = new(StringComparer.Ordinal);
    private readonly HashSet<int> _entered = [];
    private readonly bool _oneBidAnAccount;

    public Bidders(IEnumerable<V1.CalculatorBid> bids, bool oneBidAnAccount)
    {
        _oneBidAnAccount = oneBidAnAccount;
        foreach (var bid in bids)
        {
            _accounts.TryAdd(bid.Account, _accounts.Count);
            foreach (var group in bid.MemberOf)
            {
                _groups.TryAdd(group, _groups.Count);
            }
        }
    }

    /// <inheritdoc/>
    public bool TryFindGroup(string name, out int number) => _groups.TryGetValue(name, out number);

    /// <inheritdoc/>
    public bool TryFindAccount(string name, out int number) => _accounts.TryGetValue(name, out number);

    /// <summary>Reads a bid's names; a refusal names the bid, one without a good id by its number.</summary>
    public Refusal TryEnter(V1.CalculatorBid bid, int number, out Bidder bidder)
    {
        bidder = default;
        var refusal = Names.Check(bid.Id, "id");
        if (refusal.IsRefused)
        {
            return refusal with { Detail = $"bid number {number}: {refusal.Detail}" };
        }
        refusal = TryRead(bid, out bidder);
        return refusal.IsRefused ? refusal with { Detail = $"bid {bid.Id}: {refusal.Detail}" } : refusal;
    }

    private Refusal TryRead(V1.CalculatorBid bid, out Bidder bidder)
    {
        bidder = default;
        if (!_ids.Add(bid.Id))
        {
            return new(Reason.DuplicateId, "another bid has the same id");
        }
        var refusal = Names.Check(bid.Account, "account");
        if (!refusal.IsRefused)
        {
            refusal = CheckGroups(bid.MemberOf);
        }
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = TryReadCapacity(bid.Capacity, out var capacity);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        var account = _accounts[bid.Account];
        if (!_entered.Add(account) && _oneBidAnAccount)
        {
            return new(Reason.DuplicateAccount, $"{Reason.DuplicateAccount.Detail()}, and {bid.Account} has one");
        }
        bidder = new(account, capacity, bid.MemberOf.Select(group => _groups[group]).ToArray());
        return Refusal.None;
    }

    private static Refusal CheckGroups(RepeatedField<string> groups)
    {
        if (groups.Count > MaxGroups)
        {
            return new(Reason.OutOfRange, $"an account is in at most {MaxGroups} groups");
        }
        foreach (var group in groups)
        {
            var refusal = Names.Check(group, "memberOf");
            if (refusal.IsRefused)
            {
                return refusal;
            }
        }
        return Refusal.None;
    }

    private static Refusal TryReadCapacity(string text, out Capacity capacity)
    {
        capacity = default;
        var refusal = Decimals.TryReadOrZero(text, "capacity", out var value);
        return refusal.IsRefused || text.Length == 0 ? refusal : Decimals.TryReadCapacity(value, out capacity);
    }
}
