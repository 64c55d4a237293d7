using Exchange.V1;

namespace Exchange.Gateway.Tests;

/// <summary>Instructions in a line.</summary>
internal static class Say
{
    public static Instruction Buy(
        ulong number, ulong id, string quantity, string price, string market = "lit", TimeInForce timeInForce = TimeInForce.Gtc) =>
        Limit(number, Side.Buy, id, quantity, price, market, timeInForce);

    public static Instruction Sell(
        ulong number, ulong id, string quantity, string price, string market = "lit", TimeInForce timeInForce = TimeInForce.Gtc) =>
        Limit(number, Side.Sell, id, quantity, price, market, timeInForce);

    public static Instruction Limit(
        ulong number, Side side, ulong id, string quantity, string price, string market = "lit", TimeInForce timeInForce = TimeInForce.Gtc) =>
        new()
        {
            Number = number,
            Submit = new()
            {
                Market = market,
                Id = id,
                Limit = new() { Side = side, Quantity = quantity, Price = price, TimeInForce = timeInForce },
            },
        };

    public static Instruction Market(ulong number, Side side, ulong id, string quantity, string market = "lit") => new()
    {
        Number = number,
        Submit = new() { Market = market, Id = id, MarketOrder = new() { Side = side, Quantity = quantity } },
    };

    /// <summary>A demand schedule through points "price:quantity".</summary>
    public static Instruction Schedule(
        ulong number, ulong id, string points, string market, bool standing = false, bool perSecond = false) => new()
        {
            Number = number,
            Submit = new() { Market = market, Id = id, Standing = standing, Schedule = Points(points, perSecond) },
        };

    /// <summary>The schedule that takes the place of another.</summary>
    public static Instruction ReplaceSchedule(ulong number, ulong id, string points, string market) => new()
    {
        Number = number,
        Replace = new() { Market = market, Id = id, Schedule = Points(points, perSecond: false) },
    };

    /// <summary>A conditional bid, on groups and accounts "fund:0.5 @A:-1".</summary>
    public static Instruction Conditional(
        ulong number, ulong id, string intercept, string slope, string market, string conditions = "", bool standing = false) => new()
        {
            Number = number,
            Submit = new() { Market = market, Id = id, Standing = standing, Conditional = Bid(intercept, slope, conditions) },
        };

    /// <summary>The conditional bid that takes the place of another.</summary>
    public static Instruction ReplaceConditional(
        ulong number, ulong id, string intercept, string slope, string market, string conditions = "") => new()
        {
            Number = number,
            Replace = new() { Market = market, Id = id, Conditional = Bid(intercept, slope, conditions) },
        };

    public static Instruction Endowment(ulong number, ulong id, string quantity, string market) => new()
    {
        Number = number,
        Submit = new() { Market = market, Id = id, Endowment = new() { Quantity = quantity } },
    };

    public static Instruction Inventory(ulong number, ulong id, string quantity, string market, bool standing = false) => new()
    {
        Number = number,
        Submit = new() { Market = market, Id = id, Standing = standing, Inventory = new() { Quantity = quantity } },
    };

    /// <summary>The report that takes the place of another.</summary>
    public static Instruction ReplaceInventory(ulong number, ulong id, string quantity, string market) => new()
    {
        Number = number,
        Replace = new() { Market = market, Id = id, Inventory = new() { Quantity = quantity } },
    };

    public static Instruction Replace(ulong number, ulong id, string quantity = "", string price = "", string market = "lit") => new()
    {
        Number = number,
        Replace = new() { Market = market, Id = id, Quantity = quantity, Price = price },
    };

    public static Instruction Cancel(ulong number, ulong id, string market = "lit") => new()
    {
        Number = number,
        Cancel = new() { Market = market, Id = id },
    };

    public static Instruction CancelAll(ulong number, string market = "") => new()
    {
        Number = number,
        CancelAll = new() { Market = market },
    };

    /// <summary>An event as a short text: "filled 7 BUY 5@10 MAKER".</summary>
    public static string Text(Event told) => told.EventCase switch
    {
        Event.EventOneofCase.Accepted => $"accepted {told.Accepted.Id}",
        Event.EventOneofCase.Rejected => $"rejected {told.Rejected.Id} {told.Rejected.Reason}",
        Event.EventOneofCase.Filled =>
            $"filled {told.Filled.Id} {told.Filled.Side} {told.Filled.Quantity}@{told.Filled.Price} {told.Filled.Liquidity}",
        Event.EventOneofCase.Replaced => $"replaced {told.Replaced.Id} {told.Replaced.Quantity}@{told.Replaced.Price}",
        Event.EventOneofCase.Cancelled =>
            $"cancelled {told.Cancelled.Id} {told.Cancelled.Quantity} {told.Cancelled.Reason}",
        Event.EventOneofCase.Allocated =>
            $"allocated {told.Allocated.Id} {told.Allocated.Quantity} {told.Allocated.Cash} {told.Allocated.Charge}",
        Event.EventOneofCase.Opened => $"opened {told.Opened.Market}@{told.Opened.Price} until {told.Opened.Closes}",
        Event.EventOneofCase.Cleared =>
            $"cleared {told.Cleared.Volume}@{told.Cleared.Price} {told.Cleared.Surplus} {told.Cleared.DecidedBy}{told.Cleared.Reason}",
        Event.EventOneofCase.Settled => $"settled {told.Settled.Cash}",
        Event.EventOneofCase.GroupSum => $"groupSum {told.GroupSum.Group} {told.GroupSum.Quantity}",
        Event.EventOneofCase.Indicative =>
            $"indicative {told.Indicative.Volume}@{told.Indicative.Price} {told.Indicative.Surplus}",
        Event.EventOneofCase.Seed => $"seed {told.Seed.Commitment}{told.Seed.Revealed}",
        Event.EventOneofCase.Print => $"print {told.Print.Quantity}@{told.Print.Price}",
        Event.EventOneofCase.Phase => $"phase {told.Phase.To}",
        _ => told.EventCase.ToString(),
    };

    public static string[] Texts(IEnumerable<Event> events) => [.. events.Select(Text)];

    /// <summary>A book as a text: "5@10 3@9.99 | 2@10.01".</summary>
    public static string Text(Depth depth) =>
        $"{string.Join(' ', depth.Bids.Select(Text))} | {string.Join(' ', depth.Asks.Select(Text))}";

    private static Schedule Points(string points, bool perSecond) => new()
    {
        PerSecond = perSecond,
        Points =
        {
            points.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(point => point.Split(':'))
                .Select(point => new Point { Price = point[0], Quantity = point[1] }),
        },
    };

    private static ConditionalBid Bid(string intercept, string slope, string conditions) => new()
    {
        Intercept = intercept,
        Slope = slope,
        Groups =
        {
            conditions.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(condition => condition.Split(':'))
                .Select(condition => condition[0] is ['@', .. var account]
                    ? new GroupSlope { Account = account, Slope = condition[1] }
                    : new() { Group = condition[0], Slope = condition[1] }),
        },
    };

    private static string Text(PriceLevel level) => $"{level.Quantity}@{level.Price}";
}
