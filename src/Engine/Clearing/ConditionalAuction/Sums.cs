using Exchange.Engine.Bids;

namespace Exchange.Engine.Clearing.ConditionalAuction;

/// <summary>
/// The sums of quantities that the conditions of a clearing's bids are on, numbered from 1 in the order in which they are
/// named: those of groups and accounts.
/// </summary>
internal sealed class Sums
{
    private Growing<Sum> _sums;
    private int[] _ofGroups = [];
    private int[] _ofAccounts = [];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    public void Clear()
    {
        foreach (ref readonly var sum in _sums.Items)
        {
            NumberOf(sum.Target) = 0;
        }
        _sums.Clear();
        Count = 0;
    }

    /// <summary>The number of the sum that a condition of an account is on, 0 when it is on nothing.</summary>
    public int Name(in Condition condition, int account)
    {
        // The sum over the others of an account alone is empty.
        var target = condition.Target;
        if (condition.RealSlope == 0 || (target.IsAccount && target.Number == account))
        {
            return 0;
        }
        ref var number = ref NumberOf(target);
        if (number == 0)
        {
            _sums.Add(new() { Target = target });
            number = Count = _sums.Count;
        }
        return number;
    }

    /// <summary>The place after that of the last term noted on a sum.</summary>
    public ref int EndOfLastTerm(int sum) => ref _sums[sum - 1].EndOfLastTerm;

    /// <summary>Adds the numbers of the sums that a bid's quantity is in.</summary>
    public void AddMemberships(in CollectedBid bid, ref Growing<int> memberships)
    {
        var first = memberships.Count;
        AddMembership(Lookup(_ofAccounts, bid.Account), first, ref memberships);
        foreach (var group in bid.Groups.Span)
        {
            AddMembership(Lookup(_ofGroups, group), first, ref memberships);
        }
    }

    /// <summary>Drops the sums that nobody who bids is in; false when there is none.</summary>
    public bool DropEmpty()
    {
        var (named, kept) = (Count, 0);
        foreach (ref var sum in _sums.Writable)
        {
            sum.Number = sum.MemberCount == 0 ? 0 : ++kept;
        }
        Count = kept;
        return kept < named;
    }

    /// <summary>The number of a sum after that; 0 when it was dropped.</summary>
    public int Renumbered(int sum) => _sums[sum - 1].Number;

    private void AddMembership(int sum, int first, ref Growing<int> memberships)
    {
        if (sum != 0 && !memberships.Items[first..].Contains(sum))
        {
            memberships.Add(sum);
            _sums[sum - 1].MemberCount++;
        }
    }

    private static int Lookup(int[] numbers, int at) => at < numbers.Length ? numbers[at] : 0;

    private ref int NumberOf(ConditionTarget target)
    {
        ref var numbers = ref target.IsAccount ? ref _ofAccounts : ref _ofGroups;
        if (target.Number >= numbers.Length)
        {
            Array.Resize(ref numbers, Math.Max(target.Number + 1, 2 * numbers.Length));
        }
        return ref numbers[target.Number];
    }

    private struct Sum
    {
        public ConditionTarget Target;
        public int MemberCount;
        public int Number;
        public int EndOfLastTerm;
    }
}
