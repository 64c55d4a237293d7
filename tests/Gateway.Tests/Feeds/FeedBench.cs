using Exchange.Engine.Accounts;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.ContinuousBook;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Numerics;
using Exchange.Gateway.Feeds;
using Exchange.Gateway.Mapping;
using Exchange.Gateway.Routing;
using Directory = Exchange.Gateway.Routing.Directory;

namespace Exchange.Gateway.Tests.Feeds;

/// <summary>
/// A kernel with one book and its feed, without a gateway around them: the test is the release thread. What the public could
/// see after every update is kept, and is checked against the kernel now and then.
/// </summary>
internal sealed class FeedBench
{
    public const string Market = "m";

    private readonly ExchangeKernel _kernel = new();
    private readonly MarketFeeds _feeds;
    private readonly byte[] _record = new byte[Commands.MaxLength];
    private readonly PublicBook _book = new();
    private PendingQuery? _query;

    public FeedBench(Disclosure disclosure, SelfTrade selfTrade = SelfTrade.Allowed)
    {
        ShowsOrders = disclosure.ShowsOrders;
        var one = new FixedDecimal(FixedDecimal.One);
        Grid.TryCreate(one, one, out var grid);
        var market = new MarketDefinition(
            Market, "XYZ", grid!, new ContinuousBookDefinition(), Trigger.Continuous, disclosure, Charges.None)
        { SelfTrade = selfTrade };
        _kernel.Apply(_record.AsSpan(0, Commands.DefineMarket(_record, default, market)));
        for (var account = 0; account < 4; account++)
        {
            var definition = new AccountDefinition($"A{account}", Holdings.Nothing, [], default);
            _kernel.Apply(_record.AsSpan(0, Commands.DefineAccount(_record, default, definition)));
        }
        var directory = new Directory();
        directory.Load(_kernel.Catalog, _kernel.Markets, _kernel.Blocked);
        _feeds = new(directory);
    }

    public bool ShowsOrders { get; }

    /// <summary>The sequence of the last update.</summary>
    public ulong Sequence => (ulong)_kernel.Markets[0].PublicSequence;

    public MarketPhase Phase => _kernel.Markets[0].Phase;

    public Timestamp Now => _kernel.Now;

    public MarketFeed? Feed { get; private set; }

    /// <summary>The book's text by sequence.</summary>
    public Dictionary<ulong, string> History { get; } = new() { [0] = " | " };

    /// <summary>The text of the orders by sequence.</summary>
    public Dictionary<ulong, string> OrderHistory { get; } = new() { [0] = "" };

    public bool KeepsHistory { get; init; } = true;

    /// <summary>The orders as they are now.</summary>
    public string Orders => _book.Orders;

    /// <summary>How many changes of orders were seen to be of the first in their queue.</summary>
    public int ChangesInTurn => _book.ChangesInTurn;

    /// <summary>The book as it is now.</summary>
    public string Text => _book.Text;

    /// <summary>How many events there were but level changes.</summary>
    public int EventCount { get; private set; }

    /// <summary>Subscribes. The first subscription is answered at <see cref="Answer"/>.</summary>
    public FeedReader Subscribe(FeedDetail detail = FeedDetail.Levels)
    {
        var subscription = new Subscription();
        var view = _feeds.Open(0, subscription, detail, query => _query = query);
        Feed = view.Feed;
        return new(this, subscription, detail);
    }

    /// <summary>Answers the feed's question how the market stands.</summary>
    public void Answer()
    {
        var header = new CommandHeader { Market = 0, Account = Event.Public, Number = _query!.Ticket };
        foreach (ref readonly var shown in _kernel.Apply(_record.AsSpan(0, Commands.Query(_record, header, CommandKind.ShowDepth))))
        {
            if (shown.Kind == EventKind.QueryEnded)
            {
                _query.End(shown);
            }
            else
            {
                _query.Add(shown);
            }
        }
    }

    /// <summary>Carries out a command and releases its events, without an end of the batch.</summary>
    /// <param name="write">The command.</param>
    /// <param name="account">The account.</param>
    /// <param name="afterNs">How much later than the last it comes.</param>
    /// <param name="onlyTrades">Whether orders that change do so because they trade.</param>
    public void Apply(CommandWriter write, int account = 1, long afterNs = 0, bool onlyTrades = false)
    {
        var header = new CommandHeader { Account = account, Time = Now.After(afterNs) };
        foreach (ref readonly var told in _kernel.Apply(_record.AsSpan(0, write(_record, header))))
        {
            if (told.Account == Event.Public && told.Market == 0)
            {
                _feeds.Add(told);
                if (onlyTrades)
                {
                    _book.CheckTurn(told);
                }
                _book.Apply(told);
                EventCount += MarketImage.IsBook(told.Kind) ? 0 : 1;
                if (KeepsHistory)
                {
                    History[(ulong)told.Sequence] = _book.Text;
                    OrderHistory[(ulong)told.Sequence] = _book.Orders;
                }
            }
        }
    }

    /// <summary>Ends the batch.</summary>
    public void HandOver() => _feeds.HandOver();

    /// <summary>Waits until the feed has taken in what it was handed.</summary>
    public void Settle() => Wait(() => Feed!.IsIdle);

    public static void Wait(Func<bool> holds) => Assert.True(SpinWait.SpinUntil(holds, TestCaller.Patience), "waited in vain");

    /// <summary>Checks the kept book against what the kernel shows, and the statistics.</summary>
    public void CheckAgainstKernel()
    {
        var header = new CommandHeader { Market = 0, Account = Event.Public };
        var shown = _kernel.Apply(_record.AsSpan(0, Commands.Query(_record, header, CommandKind.ShowDepth)));
        Assert.Equal(Say.Text(EventMapping.WriteDepth(shown, _kernel.Catalog.Market(0))), _book.Text);
        var orders = new List<string>();
        foreach (ref readonly var order in shown)
        {
            if (order.Kind == EventKind.OrderShown)
            {
                orders.Add($"{order.OrderNumber}:{order.Quantity.Lots}@{order.Price.Ticks}");
            }
        }
        Assert.Equal(string.Join(' ', orders), _book.Orders);
    }

    public V1.Statistics? Statistics => _kernel.Markets[0].Statistics is { Trades: > 0 } statistics
        ? EventMapping.WriteStatistics(statistics, _kernel.Catalog.Market(0))
        : null;
}
