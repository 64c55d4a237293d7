using Exchange.V1;
using Google.Protobuf.Reflection;

namespace Exchange.Gateway.Tests.Dark;

/// <summary>
/// Every field of every message that can reach a trader or an observer, and why it tells nothing of what rests in a dark
/// book. A new field has no row: whoever adds it judges it first.
/// </summary>
public sealed class ToldFieldsTests
{
    private const string Defined = "part of the market's definition, which the operator made; seeds are left empty";
    private const string Echo = "what the caller itself has said, or what names whom and what it is about";
    private const string Own = "what became of the account's own bid: its own trades, which are no secret from it";
    private const string OwnMoney = "what the account itself has";
    private const string Printed = "a trade or a clearing, not before the market's print delay has passed; of a dark book's auction there is none";
    private const string Disclosed = "by the market's disclosure alone, which in the dark is nothing";
    private const string Calculated = "computed from the request alone";

    private static readonly (string Message, string Fields, string Why)[] Rows =
    [
        ("SessionResponse", "opened events first_sequence answers heartbeat", "an envelope; the sequence counts the account's own events"),
        ("SessionOpened", "account session last_number", Echo),
        ("SessionOpened", "at", "the moment of the question, not that of anybody's command"),
        ("SessionOpened", "sequence", "counts the account's own events"),
        ("Heartbeat", "at", "the time, whoever asks"),
        ("Answer", "number", Echo),
        ("Answer", "reason detail", "of the account's own instruction; what would depend on others' orders is REFUSED_IN_DARK, but for LIMIT, which a book of four million orders says"),
        ("Answer", "sequence", "counts the account's own events"),
        ("SubmitResponse", "answer events", "an envelope"),
        ("EventsResponse", "events first_sequence", "an envelope; the sequence counts the account's own events"),

        ("Event", "at", "the moment of the command or of the instant that caused it: a private event's is the account's own, a public one's that of the print"),
        ("Event", "to", Echo),
        ("Event", "accepted rejected filled replaced cancelled triggered allocated", Own),
        ("Event", "settled", "to the operator alone"),
        ("Event", "cleared indicative seed print phase group_sum opened", "public: see there"),
        ("Event", "depth balances", "on no stream: answers to those who ask"),
        ("Accepted", "market id", Echo),
        ("Rejected", "market id", Echo),
        ("Rejected", "reason detail", "as an answer's"),
        ("Filled", "market id side quantity price remaining liquidity", Own),
        ("Replaced", "market id quantity price", Own),
        ("Cancelled", "market id quantity reason", Own),
        ("Triggered", "market id", "the dark takes no stops"),
        ("Allocated", "market id quantity cash charge", Own),
        ("Cleared", "market price volume surplus decided_by reason", Printed),
        ("Settled", "market cash", "to the operator alone"),
        ("GroupSum", "market group quantity", Printed),
        ("Opened", "market price closes", "the price is the last that its reference has printed, the moment the market's own"),
        ("Indicative", "market price volume surplus", "where the disclosure says so, and then the market is not dark; the reference is a printed price"),
        ("SeedDisclosed", "market commitment revealed", "of the draw after the last clearing told"),
        ("Print", "market price quantity", Printed),
        ("Print", "reference", "of a cross, whose reference is lit"),
        ("Quote", "bid ask", "of a lit book"),
        ("PhaseChanged", "market to", "the operator's word"),

        ("SubscribeResponse", "updates", "an envelope"),
        ("MarketUpdate", "market", Echo),
        ("MarketUpdate", "sequence", "counts the market's public updates"),
        ("MarketUpdate", "snapshot level event", Disclosed),
        ("MarketUpdate", "top", Disclosed),
        ("MarketUpdate", "statistics", Printed),
        ("TopChanged", "bid ask", Disclosed),
        ("Statistics", "open high low last volume trades", Printed),
        ("MarketSnapshot", "depth", Disclosed),
        ("MarketSnapshot", "orders", Disclosed),
        ("PublicOrders", "orders", Disclosed),
        ("PublicOrder", "number side price quantity", Disclosed),
        ("LevelChanged", "orders", Disclosed),
        ("OrderChanges", "orders", Disclosed),
        ("OrderChanged", "number quantity", Disclosed),
        ("MarketSnapshot", "part", "how what is disclosed was cut, and told late"),
        ("SnapshotPart", "number is_last", "of as many parts as what is disclosed takes"),
        ("SnapshotPart", "since levels", Disclosed),
        ("ChangesSince", "sequence events missed", "of public updates, by the reader's own pace"),
        ("MarketSnapshot", "phase", "the operator's word"),
        ("MarketSnapshot", "commitment", "of the draw after the last clearing told"),
        ("LevelChanged", "side price quantity", Disclosed),
        ("Depth", "market", Echo),
        ("Depth", "bids asks", Disclosed),
        ("PriceLevel", "price quantity", Disclosed),

        ("Balances", "cash units", OwnMoney),
        ("Balances", "reserved", "what the account's own bids have set aside"),
        ("Holdings", "cash units", OwnMoney),
        ("Balances.UnitsEntry", "key value", OwnMoney),
        ("Holdings.UnitsEntry", "key value", OwnMoney),

        ("ClearResponse", "cleared reason decided_by price volume surplus allocations operator_cash", Calculated),
        ("Allocation", "id account quantity cash charge", Calculated),

        ("ListMarketsResponse", "markets", "an envelope"),
        ("MarketState", "definition", Defined),
        ("MarketState", "phase", "the operator's word"),
        ("MarketDefinition", "id instrument tick_size lot_size trigger disclosure charges reference collar self_trade limits", Defined),
        ("MarketDefinition", "continuous_book reference_cross call_auction conditional_auction size_discovery workup direct_exchange", Defined),
        ("ReferenceCross", "rationing", Defined),
        ("CallAuction", "rationing rationing_scope seed reference_price", Defined),
        ("ConditionalAuction", "sigma sigma_model max_quantity max_deficit collar", Defined),
        ("SigmaModel", "fundamental group bounds traders", Defined),
        ("SignalModel", "alpha beta mu", Defined),
        ("SignalBounds", "own_effect pairwise_effect steepest", Defined),
        ("SizeDiscovery", "value gamma rate observed_aggregate auction_price kappa0 curvature traders market_average fraction max_quantity positions", Defined),
        ("Workup", "price rationing", Defined),
        ("DirectExchange", "alpha payoff_mean uniform gaussian", Defined),
        ("UniformDistribution", "low high", Defined),
        ("GaussianDistribution", "mean deviation", Defined),
        ("Trigger", "continuous every poisson operator random_end at after_trade open", Defined),
        ("Trigger.Poisson", "rate seed", Defined),
        ("Trigger.RandomEnd", "every window seed", Defined),
        ("Trigger.AfterTrade", "market", Defined),
        ("Disclosure", "depth levels print_delay indicative indicative_every group_sums", Defined),
        ("Charges", "maker_fee taker_fee charges", Defined),
        ("Charge", "per_unit quadratic spread entry_fee transaction_fee", Defined),
        ("PerUnitFee", "fee", Defined),
        ("QuadraticTax", "sigma", Defined),
        ("SpreadTax", "delta", Defined),
        ("EntryFee", "fee", Defined),
        ("TransactionFee", "alpha payoff_mean uniform gaussian", Defined),
        ("Collar", "low high", Defined),
        ("Disclosure", "orders", Defined),
    ];

    [Fact]
    public void Fields_ThatReachOthersThanTheOperator_AreThoseThatWereJudged()
    {
        var reached = new HashSet<MessageDescriptor>();
        foreach (var method in AccessTests.OpenToOthers)
        {
            Reach(method.OutputType, reached);
        }
        var told = reached.SelectMany(message => message.Fields.InDeclarationOrder().Select(field => $"{NameOf(message)}.{field.Name}"));
        var judged = Rows.SelectMany(row => row.Fields.Split(' ').Select(field => $"{row.Message}.{field}")).ToList();
        Assert.True(told.All(judged.Contains), $"not judged: {string.Join(' ', told.Except(judged))}");
        Assert.True(judged.All(told.Contains), $"not there: {string.Join(' ', judged.Except(told))}");
        Assert.Distinct(judged);
        Assert.All(Rows, row => Assert.NotEmpty(row.Why));
    }

    private static void Reach(MessageDescriptor message, HashSet<MessageDescriptor> reached)
    {
        if (reached.Add(message))
        {
            foreach (var field in message.Fields.InDeclarationOrder().Where(field => field.FieldType == FieldType.Message))
            {
                Reach(field.MessageType, reached);
            }
        }
    }

    private static string NameOf(MessageDescriptor message) =>
        message.ContainingType is { } outer ? $"{outer.Name}.{message.Name}" : message.Name;
}
