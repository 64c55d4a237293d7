using Grpc.Core;

namespace Exchange.Sdk;

/// <summary>Defines, lists, moves and clears markets. Safe for concurrent use.</summary>
public sealed class MarketsClient
{
    private readonly V1.Markets.MarketsClient _markets;

    internal MarketsClient(V1.Markets.MarketsClient markets) => _markets = markets;

    /// <summary>Defines a market. Operator only.</summary>
    /// <param name="definition">The market: rule × trigger × disclosure × charges.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>What of the definition is allowed and yet hardly meant, a sentence each.</returns>
    /// <exception cref="RpcException">ALREADY_EXISTS: the name is in use; INVALID_ARGUMENT: the definition is refused.</exception>
    public async Task<IReadOnlyList<string>> DefineAsync(
        V1.MarketDefinition definition, CancellationToken cancellation = default) =>
        [.. (await _markets.DefineAsync(new() { Market = definition }, cancellationToken: cancellation)).Warnings];

    /// <summary>The markets in definition order.</summary>
    /// <param name="cancellation">Gives up waiting.</param>
    public async Task<IReadOnlyList<Market>> ListAsync(CancellationToken cancellation = default)
    {
        var response = await _markets.ListAsync(new(), cancellationToken: cancellation);
        return [.. response.Markets.Select(Market.Read)];
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
}
