using Exchange.Engine.Kernel;
using Exchange.Gateway.Access;
using Exchange.Gateway.Feeds;
using Exchange.Gateway.Mapping;
using Exchange.Gateway.Routing;
using Exchange.V1;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Directory = Exchange.Gateway.Routing.Directory;
using Event = Exchange.Engine.Kernel.Event;

namespace Exchange.Gateway.Services;

[BindServiceMethod(typeof(MarketDataMethods), nameof(MarketDataMethods.BindService))]
internal sealed class MarketDataService
{
    // Of a side, in one message: clients take up to 4 MB.
    private const int MaxLevels = 20_000;

    private static readonly WriteOptions Uncompressed = new(WriteFlags.NoCompress);

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

    /// <summary>
    /// Whole books are compressed for those who accept it: gzip halves them at 3 µs a kilobyte, which pays below a gigabit a second.
    /// Changes never are: they are small, and wait for nothing.
    /// </summary>
    public static void Configure(GrpcServiceOptions<MarketDataService> options) => options.ResponseCompressionAlgorithm = "gzip";

    public async Task<Depth> GetDepth(GetDepthRequest request, ServerCallContext context)
    {
        var caller = _access.Authenticate(context);
        var market = Resolve(request.Market);
        var answer = await _sender.AskAsync(
            new() { Market = (ushort)market, Account = caller.IsOperator ? Engine.Accounts.Ledger.Operator : caller.Account },
            CommandKind.ShowDepth,
            context.CancellationToken);
        return EventMapping.WriteDepth(answer, _directory.Catalog.Market(market), MaxLevels);
    }

    public async Task Subscribe(
        SubscribeRequest request, IServerStreamWriter<Outgoing> responseStream, ServerCallContext context)
    {
        var caller = _access.AuthenticateOpened(context);
        var detail = DetailOf(request);
        int[] markets = request.Markets.Count == 0
            ? [.. _directory.Markets]
            : [.. request.Markets.Select(Resolve).Distinct()];
        var subscription = new Subscription();
        // Nothing is put into it: it ends the stream when the token ends.
        var token = new EventQueue();
        using var held = _access.Hold(caller, token);
        var views = new Dictionary<int, MarketView>();
        try
        {
            foreach (var market in markets)
            {
                views[market] = _router.Feeds.Open(market, subscription, detail, query => _sender.Ask(
                    query, new() { Market = (ushort)market, Account = Event.Public }, CommandKind.ShowDepth));
            }
            // Without a market there may never be a first message to carry them.
            await context.WriteResponseHeadersAsync([]);
            await _stopping.RunStreamAsync(context, token, ending => SendAsync(subscription, responseStream, ending));
        }
        finally
        {
            foreach (var (market, view) in views)
            {
                if (_router.Feeds.Close(market, view) is { } query)
                {
                    _router.Forget(query);
                }
            }
        }
    }

    private static async Task SendAsync(
        Subscription subscription, IServerStreamWriter<Outgoing> stream, CancellationToken cancellation)
    {
        var message = new Outgoing();
        while (true)
        {
            await subscription.WaitAsync(cancellation);
            subscription.Read(message);
            if (message.ByteCount > 0)
            {
                stream.WriteOptions = message.HasWholeBook ? WriteOptions.Default : Uncompressed;
                await stream.WriteAsync(message, cancellation);
                message.Clear();
            }
        }
    }

    private static FeedDetail DetailOf(SubscribeRequest request) => request.Detail switch
    {
        SubscribeRequest.Types.Detail.Top => FeedDetail.Top,
        SubscribeRequest.Types.Detail.Unspecified or SubscribeRequest.Types.Detail.Levels => FeedDetail.Levels,
        SubscribeRequest.Types.Detail.Orders => FeedDetail.Orders,
        _ => throw new RpcException(new Status(StatusCode.InvalidArgument, "detail is none of TOP, LEVELS, ORDERS")),
    };

    private int Resolve(string name) => _directory.TryFindMarket(name, out var market)
        ? market
        : throw Refusals.ToStatus(Engine.Bids.Reason.UnknownMarket);
}
