using Exchange.Engine.Bids;
using Exchange.Engine.Clearing.ContinuousBook;
using Exchange.Engine.Hosting;
using Exchange.Engine.Journal;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Numerics;

namespace Exchange.Clients.Tests.Cli;

/// <summary>
/// A journal as a live exchange leaves it: eleven commands, one of every kind, each on the disk before the next was sent.
/// </summary>
public sealed class JournalFixture : IDisposable
{
    private const int TimeoutMs = 30_000;

    private readonly TemporaryDirectory _data = new();

    public JournalFixture()
    {
        var answers = new Answers();
        var storage = new DirectoryStorage(_data.File("journal"));
        using (var host = ExchangeHost.Open(new() { Storage = storage, Clock = new StandingClock() }, answers))
        {
            host.Start();
            foreach (var command in Script())
            {
                var record = new byte[Commands.MaxLength];
                Assert.True(host.Input.TryPublish(record.AsSpan(0, command(record)), out _));
                Assert.True(answers.Wait(TimeoutMs), "The host gave no answer.");
            }
            host.Dispose();
            StateHash = host.StateHash();
        }
        Segment = File.ReadAllBytes(Directory.GetFiles(_data.File("journal"), "*.journal").Order().First());
        Segment = Segment[..(Array.FindLastIndex(Segment, value => value != 0) + 1)];
    }

    /// <summary>The gateway's data directory.</summary>
    public string DataDirectory => _data.Path;

    /// <summary>The first segment, without the zeros that it was prepared with.</summary>
    public byte[] Segment { get; }

    public string StateHash { get; }

    public void Dispose() => _data.Dispose();

    private delegate int WriteCommand(Span<byte> record);

    private static IEnumerable<WriteCommand> Script()
    {
        var cent = new FixedDecimal(FixedDecimal.One / 100);
        var half = new FixedDecimal(FixedDecimal.One / 2);
        Grid.TryCreate(cent, half, out var grid);
        var market = new MarketDefinition(
            "lit",
            "XYZ",
            grid!,
            new ContinuousBookDefinition(),
            Trigger.Continuous,
            new(DepthDisclosure.Top, 0, 500_000_000),
            Charges.None);
        var account = new AccountDefinition(
            "A", new(new Cash(1_500_000_000_000), [("XYZ", new Units(2_000_000))]), ["fund"], half);
        var trader = new CommandHeader { Account = 1, Market = 0, Session = 7 };
        var operators = new CommandHeader { Session = 1 };
        var sell = Order.Limit(Side.Sell, new(3), new(999), TimeInForce.GoodTillCancelled);
        yield return record => Commands.DefineMarket(record, operators, market);
        yield return record => Commands.DefineAccount(record, operators, account);
        yield return record => Commands.DefineToken(record, operators, new("abcd", "00", new string('0', 64), Role.Trader, 1));
        yield return record => Commands.SubmitOrder(record, trader with { Number = 1 }, 41, sell);
        yield return record => Commands.ReplaceOrder(record, trader with { Number = 2 }, 41, new(new(2), null, false));
        yield return record => Commands.SubmitOrder(record, trader with { Number = 3 }, 42, Order.Market(Side.Buy, new(1)));
        yield return record => Commands.CancelOrder(record, trader with { Number = 4 }, 41);
        yield return record => Commands.CancelAllOrders(
            record, trader with { Number = 5, Market = CommandHeader.NoMarket });
        yield return record => Commands.Transfer(
            record, operators with { Account = 1 }, new(new Cash(-1), [("ABC", new Units(1))]));
        yield return record => Commands.Advance(record, operators);
        yield return record => Commands.SetPhase(record, operators, MarketPhase.Halted);
    }

    private sealed class Answers : IEventConsumer
    {
        private readonly SemaphoreSlim _answered = new(0);

        public bool Wait(int timeoutMs) => _answered.Wait(timeoutMs);

        public void OnEvent(in Event released)
        {
            if (released.Kind == EventKind.Answered)
            {
                _answered.Release();
            }
        }

        public void OnBatchEnd()
        {
        }
    }

    private sealed class StandingClock : Clock
    {
        public override Timestamp Now => new(1_250_000_000);
    }
}
