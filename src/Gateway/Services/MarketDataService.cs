using Exchange.Engine.Kernel;
using Exchange.Gateway.Access;
using Exchange.Gateway.Mapping;
using Exchange.Gateway.Routing;
using Exchange.V1;
using Grpc.Core;
using Directory = Exchange.Gateway.Routing.Directory;
using Event = Exchange.Engine.Kernel.Event;

namespace Exchange.Gateway.Services;

internal sealed class MarketDataService : MarketData.MarketDataBase
{
    private const int MaxUpdatesPerMessage = 512;

    private readonly AccessControl _access;
    private readonly Directory _directory;
    private readonly CommandSender _sender;
    private readonly EventRouter _router;
    private readonly Stopping _stopping;

    public MarketDataService(
        AccessControl access, Directory directory, CommandSender sender, EventRouter router, Stopping stopping)
    {
        _access = access;
        _directory = directory;
        _sender = sender;
        _router = router;
        _stopping = stopping;
    }

    public override async Task<Depth> GetDepth(GetDepthRequest request, ServerCallContext context)
    {
        var caller = _access.Authenticate(context);
        var market = Resolve(request.Market);
        var answer = await _sender.AskAsync(
            new() { Market = (ushort)market, Account = caller.IsOperator ? Engine.Accounts.Ledger.Operator : caller.Account },
            CommandKind.ShowDepth,
            context.CancellationToken);
        return EventMapping.WriteDepth(answer, _directory.Catalog.Market(market));
    }

    public override async Task Subscribe(
        SubscribeRequest request, IServerStreamWriter<SubscribeResponse> responseStream, ServerCallContext context)
    {
        var caller = _access.Authenticate(context);
        int[] markets = request.Markets.Count == 0
            ? [.. _directory.Markets]
            : [.. request.Markets.Select(Resolve).Distinct()];
        var queue = new EventQueue();
        using var held = _access.Hold(caller, queue);
        var subscription = new Dictionary<int, PendingQuery>();
        try
        {
            foreach (var market in markets)
            {
                _router.Markets.Add(market, queue);
                subscription[market] = new PendingQuery(queue);
                _sender.Ask(
                    subscription[market],
                    new() { Market = (ushort)market, Account = Event.Public },
                    CommandKind.ShowDepth);
            }
            // Without a market there may never be a first message to carry them.
            await context.WriteResponseHeadersAsync([]);
            await _stopping.RunStreamAsync(
                context, queue, ending => SendAsync(queue, subscription, responseStream, ending));
        }
        finally
        {
            foreach (var (market, query) in subscription)
            {
                _router.Markets.Remove(market, queue);
                _router.Forget(query);
            }
        }
    }

    private async Task SendAsync(
        EventQueue queue,
        Dictionary<int, PendingQuery> snapshots,
        IServerStreamWriter<SubscribeResponse> stream,
        CancellationToken cancellation)
    {
        // Updates up to a market's snapshot are in the snapshot.
        var isLive = new HashSet<int>();
        while (true)
        {
            await queue.WaitAsync(cancellation);
            var response = new SubscribeResponse();
            while (response.Updates.Count < MaxUpdatesPerMessage && queue.TryTake(out var taken))
            {
                if (taken.Kind == EventKind.QueryEnded)
                {
                    isLive.Add(taken.Market);
                    response.Updates.Add(WriteSnapshot(taken, await snapshots[taken.Market].Answer));
                }
                else if (isLive.Contains(taken.Market))
                {
                    response.Updates.Add(WriteUpdate(taken));
                }
            }
            if (response.Updates.Count > 0)
            {
                await stream.WriteAsync(response, cancellation);
            }
        }
    }

    private MarketUpdate WriteSnapshot(in Event ended, Event[] answer)
    {
        var market = _directory.Catalog.Market(ended.Market);
        return new()
        {
            Market = market.Id,
            Sequence = (ulong)ended.Sequence,
            Snapshot = new()
            {
                Depth = EventMapping.WriteDepth(answer, market),
                Phase = MarketMapping.Write(ended.Phase),
                Commitment = EventMapping.WriteCommitment(answer),
            },
        };
    }

    private MarketUpdate WriteUpdate(in Event update)
    {
        var message = new MarketUpdate
        {
            Market = _directory.Catalog.Market(update.Market).Id,
            Sequence = (ulong)update.Sequence,
        };
        if (update.Kind == EventKind.LevelChanged)
        {
            message.Level = EventMapping.WriteLevel(update, _directory.Catalog);
        }
        else
        {
            message.Event = EventMapping.Write(update, _directory.Catalog);
        }
        return message;
    }

    private int Resolve(string name) => _directory.TryFindMarket(name, out var market)
        ? market
        : throw Refusals.ToStatus(Engine.Bids.Reason.UnknownMarket);
}
