using Exchange.Sdk;

namespace Exchange.Clients.Tests.Remote;

/// <summary>
/// A trader whose instructions follow from a seed, and who notes down every answer with the events before it. Two of them
/// with the same seed in markets of their own note down the same.
/// </summary>
internal sealed class SeededTrading
{
    /// <summary>The client session whose instruction numbers are 1, 2, 3, …</summary>
    public const ulong Session = 1;

    private const int MaxUnanswered = 64;

    private readonly List<string> _answers = [];
    private readonly List<string> _events = [];

    /// <summary>What was acknowledged, in order: the number, the answer and the events the instruction caused.</summary>
    public IReadOnlyList<string> Answers => _answers;

    /// <summary>The instructions, without end; the first has the number 1.</summary>
    public static IEnumerable<Instruction> Instructions(string market, int seed)
    {
        var random = new Random(seed);
        for (ulong id = 1; ; id++)
        {
            var earlier = (ulong)random.NextInt64((long)id);
            var quantity = random.Next(1, 10);
            decimal price = random.Next(95, 106);
            var side = random.Next(2) == 0 ? Side.Buy : Side.Sell;
            yield return random.Next(10) switch
            {
                < 6 => new SubmitBid(market, new LimitOrder(side, quantity, price)) { Id = id },
                6 => new SubmitBid(market, new LimitOrder(side, quantity, price, TimeInForce.ImmediateOrCancel)) { Id = id },
                7 => new SubmitBid(market, new MarketOrder(side, quantity)) { Id = id },
                8 => new ReplaceOrder(market, earlier, quantity, price),
                _ => new CancelOrder(market, earlier),
            };
        }
    }

    /// <summary>Defines a market and an account of one name. Fees make cash tell how much was traded, by whom.</summary>
    public static async Task DefineAsync(ExchangeClient client, string name)
    {
        await client.Markets.DefineAsync(new()
        {
            Id = name,
            Instrument = "XYZ",
            TickSize = "1",
            LotSize = "1",
            ContinuousBook = new(),
            Charges = new() { MakerFee = "0.001", TakerFee = "0.01" },
        });
        await client.Accounts.DefineAsync(name, 1_000_000);
    }

    /// <summary>Trades until the instructions or the session end.</summary>
    public async Task RunAsync(ExchangeClient client, string name, IEnumerable<Instruction> instructions)
    {
        await using var session = await client.OpenSessionAsync(new SessionOptions
        {
            Account = name,
            Session = Session,
            MaxUnanswered = MaxUnanswered,
            OnEvent = told => _events.Add(Describe(told)),
            OnAnswer = Note,
        });
        foreach (var instruction in instructions)
        {
            await session.SendAsync(instruction);
        }
        await session.CloseAsync();
    }

    private static string Describe(Event told) => (told with { At = 0, Market = "" }).ToString();

    private void Note(Answer answer)
    {
        _answers.Add($"{answer.Number} {answer.Reason} {string.Join(' ', _events)}");
        _events.Clear();
    }
}
