using Exchange.Engine.Kernel;
using Exchange.Gateway.Access;
using Exchange.Gateway.Mapping;
using Exchange.Gateway.Routing;
using Exchange.V1;
using Grpc.Core;
using Directory = Exchange.Gateway.Routing.Directory;

namespace Exchange.Gateway.Services;

internal sealed class MarketsService : Markets.MarketsBase
{
    private readonly AccessControl _access;
    private readonly Directory _directory;
    private readonly CommandSender _sender;

    public MarketsService(AccessControl access, Directory directory, CommandSender sender)
    {
        _access = access;
        _directory = directory;
        _sender = sender;
    }

    public override async Task<DefineMarketResponse> Define(DefineMarketRequest request, ServerCallContext context)
    {
        _access.RequireOperator(context);
        Refusals.ThrowIfRefused(MarketMapping.TryRead(request.Market ?? new(), out var market));
        Refusals.ThrowIfRefused(await _sender.SendAsync(
            default, (record, header) => Commands.DefineMarket(record, header, market!), context.CancellationToken));
        return new() { Warnings = { Warnings.Of(market!) } };
    }

    public override Task<ListMarketsResponse> List(ListMarketsRequest request, ServerCallContext context)
    {
        _access.Authenticate(context);
        var response = new ListMarketsResponse();
        foreach (var number in _directory.Markets)
        {
            response.Markets.Add(new MarketState
            {
                Definition = MarketMapping.Write(_directory.Catalog.Market(number), Secrets.Hidden),
                Phase = MarketMapping.Write(_directory.PhaseOf(number)),
            });
        }
        return Task.FromResult(response);
    }

    public override async Task<SetPhaseResponse> SetPhase(SetPhaseRequest request, ServerCallContext context)
    {
        _access.RequireOperator(context);
        Refusals.ThrowIfRefused(MarketMapping.TryRead(request.To, out var phase));
        Refusals.ThrowIfRefused(await _sender.SendAsync(
            new() { Market = Resolve(request.Market) },
            (record, header) => Commands.SetPhase(record, header, phase),
            context.CancellationToken));
        return new();
    }

    public override async Task<ClearMarketResponse> Clear(ClearMarketRequest request, ServerCallContext context)
    {
        _access.RequireOperator(context);
        var market = Resolve(request.Market);
        Refusals.ThrowIfRefused(MarketMapping.CheckClears(_directory.Catalog.Market(market)));
        Refusals.ThrowIfRefused(await _sender.SendAsync(
            new() { Market = market }, Commands.Clear, context.CancellationToken));
        return new();
    }

    private ushort Resolve(string name) => _directory.TryFindMarket(name, out var market)
        ? (ushort)market
        : throw Refusals.ToStatus(Engine.Bids.Reason.UnknownMarket);
}
