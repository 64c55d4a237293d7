using Exchange.Sdk.Internal;
using Grpc.Core;

namespace Exchange.Sdk;

/// <summary>A market as it stands.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Instrument">What is traded.</param>
/// <param name="TickSize">The grid of prices, above zero.</param>
/// <param name="LotSize">The grid of quantities, above zero.</param>
/// <param name="Phase">What it does at the moment.</param>
/// <param name="Definition">All of its definition.</param>
public sealed record Market(
    string Id, string Instrument, decimal TickSize, decimal LotSize, MarketPhase Phase, V1.MarketDefinition Definition)
{
    /// <summary>Whether it collects sealed bids and clears them together.</summary>
    public bool IsSession => Definition.RuleCase
        is not (V1.MarketDefinition.RuleOneofCase.ContinuousBook or V1.MarketDefinition.RuleOneofCase.ReferenceCross);
}

/// <summary>Defines, lists, moves and clears markets. Safe for concurrent use.</summary>
public sealed class MarketsClient
{
    private readonly V1.Markets.MarketsClient _markets;

    internal MarketsClient(V1.Markets.MarketsClient markets) => _markets = markets;

    /// <summary>Defines a market. Operator only.</summary>
    /// <param name="definition">The market: rule × trigger × disclosure × charges.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="RpcException">ALREADY_EXISTS: the name is in use; INVALID_ARGUMENT: the definition is refused.</exception>
    public async Task DefineAsync(V1.MarketDefinition definition, CancellationToken cancellation = default) =>
        await _markets.DefineAsync(new() { Market = definition }, cancellationToken: cancellation);

    /// <summary>The markets in definition order.</summary>
    /// <param name="cancellation">Gives up waiting.</param>
    public async Task<IReadOnlyList<Market>> ListAsync(CancellationToken cancellation = default)
    {
        var response = await _markets.ListAsync(new(), cancellationToken: cancellation);
        return [.. response.Markets.Select(Read)];
    }

    /// <summary>Moves a market to another phase. Operator only.</summary>
    /// <param name="market">The market's id.</param>
    /// <param name="to">The phase.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="RpcException">NOT_FOUND: there is no such market; FAILED_PRECONDITION: it cannot move there.</exception>
    public async Task SetPhaseAsync(string market, MarketPhase to, CancellationToken cancellation = default) =>
        await _markets.SetPhaseAsync(new() { Market = market, To = (V1.MarketPhase)to }, cancellationToken: cancellation);

    /// <summary>Clears a session market now. Operator only. How it ended is told by events, not by the answer.</summary>
    /// <param name="market">The market's id.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="RpcException">NOT_FOUND: there is no such market; FAILED_PRECONDITION: it does not clear in its phase.</exception>
    public async Task ClearAsync(string market, CancellationToken cancellation = default) =>
        await _markets.ClearAsync(new() { Market = market }, cancellationToken: cancellation);

    private static Market Read(V1.MarketState state) => new(
        state.Definition.Id,
        state.Definition.Instrument,
        DecimalText.Read(state.Definition.TickSize),
        DecimalText.Read(state.Definition.LotSize),
        (MarketPhase)state.Phase,
        state.Definition);
}
