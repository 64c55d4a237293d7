using Exchange.Sdk.Internal;
using Google.Protobuf.Collections;
using Grpc.Core;

namespace Exchange.Sdk;

/// <summary>Cash and units.</summary>
/// <param name="Cash">Cash.</param>
/// <param name="Units">Units by instrument.</param>
public sealed record Holdings(decimal Cash, IReadOnlyDictionary<string, decimal> Units);

/// <summary>What an account holds.</summary>
/// <param name="Held">All of it.</param>
/// <param name="Reserved">The part that live bids have set aside.</param>
public sealed record Balances(Holdings Held, Holdings Reserved);

/// <summary>What an account may do in markets with limits. The default: neither owe nor be short, and all else is free.</summary>
public sealed record AccountLimits
{
    /// <summary>How far below zero cash may go; zero or more.</summary>
    public decimal Credit { get; init; }

    /// <summary>How far below zero units may go, by instrument; zero or more.</summary>
    public IReadOnlyDictionary<string, decimal> ShortUnits { get; init; } = new Dictionary<string, decimal>();

    /// <summary>The largest order or bid, in units; null: any.</summary>
    public decimal? MaxOrder { get; init; }

    /// <summary>The most live orders and bids; null: any number.</summary>
    public int? MaxOpenOrders { get; init; }

    /// <summary>The most units of one instrument, long or short, open orders of a side counted in full; null: any.</summary>
    public decimal? MaxPosition { get; init; }
}

/// <summary>Defines accounts, issues tokens, moves and shows balances. Safe for concurrent use.</summary>
public sealed class AccountsClient
{
    private readonly V1.Accounts.AccountsClient _accounts;

    internal AccountsClient(V1.Accounts.AccountsClient accounts) => _accounts = accounts;

    /// <summary>Defines an account with its first deposit. Operator only.</summary>
    /// <param name="id">1–32 of a–z, A–Z, 0–9, <c>-</c>, <c>_</c>, <c>.</c></param>
    /// <param name="cash">Its cash.</param>
    /// <param name="units">Its units by instrument.</param>
    /// <param name="capacity">Its holding capacity, above zero: what transaction fees and direct exchanges go by; null: none.</param>
    /// <param name="groups">The groups of the operator's roster that it is in, for the conditions of others.</param>
    /// <param name="limits">What it may do in markets with limits; null: neither owe nor be short.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="RpcException">ALREADY_EXISTS: the name is in use; INVALID_ARGUMENT; PERMISSION_DENIED.</exception>
    public Task DefineAsync(
        string id,
        decimal cash = 0,
        IReadOnlyDictionary<string, decimal>? units = null,
        decimal? capacity = null,
        IEnumerable<string>? groups = null,
        AccountLimits? limits = null,
        CancellationToken cancellation = default)
    {
        var definition = new V1.AccountDefinition
        {
            Id = id,
            Cash = DecimalText.Write(cash),
            Capacity = DecimalText.Write(capacity),
            Groups = { groups ?? [] },
            Limits = limits is null ? null : Write(limits),
        };
        Write(units, definition.Units);
        return DefineAsync(definition, cancellation);
    }

    /// <summary>Defines an account in the words of the protocol. Operator only.</summary>
    /// <param name="definition">The account.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="RpcException">ALREADY_EXISTS: the name is in use; INVALID_ARGUMENT; PERMISSION_DENIED.</exception>
    public async Task DefineAsync(V1.AccountDefinition definition, CancellationToken cancellation = default) =>
        await _accounts.DefineAsync(new() { Account = definition }, cancellationToken: cancellation);

    /// <summary>Issues a token that acts for one account. Operator only. The exchange cannot show it again.</summary>
    /// <param name="account">The account.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="RpcException">NOT_FOUND: there is no such account; PERMISSION_DENIED.</exception>
    public async Task<string> IssueTraderTokenAsync(string account, CancellationToken cancellation = default) =>
        (await IssueTokenAsync(new() { Role = V1.Role.Trader, Account = account }, cancellation)).Token;

    /// <summary>Issues a token that acts as operator. Operator only. The exchange cannot show it again.</summary>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="RpcException">PERMISSION_DENIED.</exception>
    public async Task<string> IssueOperatorTokenAsync(CancellationToken cancellation = default) =>
        (await IssueTokenAsync(new() { Role = V1.Role.Operator }, cancellation)).Token;

    /// <summary>Issues a token that sees what is public and acts for nobody. Operator only. The exchange cannot show it again.</summary>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="RpcException">PERMISSION_DENIED.</exception>
    public async Task<string> IssueObserverTokenAsync(CancellationToken cancellation = default) =>
        (await IssueTokenAsync(new() { Role = V1.Role.Observer }, cancellation)).Token;

    /// <summary>Issues a token in the words of the protocol: one that expires, say. Operator only.</summary>
    /// <param name="request">For whom and until when.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>The token, which the exchange cannot show again, and the number by which it is revoked.</returns>
    /// <exception cref="RpcException">NOT_FOUND: there is no such account; INVALID_ARGUMENT; PERMISSION_DENIED.</exception>
    public async Task<V1.IssueTokenResponse> IssueTokenAsync(V1.IssueTokenRequest request, CancellationToken cancellation = default) =>
        await _accounts.IssueTokenAsync(request, cancellationToken: cancellation);

    /// <summary>Takes a token back; streams that it opened end. Operator only.</summary>
    /// <param name="number">The token's number.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="RpcException">INVALID_ARGUMENT: there is no such token; PERMISSION_DENIED.</exception>
    public async Task RevokeTokenAsync(int number, CancellationToken cancellation = default) =>
        await _accounts.RevokeTokenAsync(new() { Number = checked((uint)number) }, cancellationToken: cancellation);

    /// <summary>The tokens there have been, in the order in which they were issued. Operator only.</summary>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="RpcException">PERMISSION_DENIED.</exception>
    public async Task<IReadOnlyList<V1.TokenState>> ListTokensAsync(CancellationToken cancellation = default) =>
        (await _accounts.ListTokensAsync(new(), cancellationToken: cancellation)).Tokens;

    /// <summary>The kill switch: cancels everything that an account has live, and refuses what it brings. Operator only.</summary>
    /// <param name="account">The account; null: every account.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="RpcException">NOT_FOUND; PERMISSION_DENIED.</exception>
    public async Task BlockAsync(string? account, CancellationToken cancellation = default) =>
        await _accounts.BlockAsync(new() { Account = account ?? "", All = account is null }, cancellationToken: cancellation);

    /// <summary>Ends a block. Who was blocked by name stays so when the block of every account ends. Operator only.</summary>
    /// <param name="account">The account; null: the block of every account.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="RpcException">NOT_FOUND; PERMISSION_DENIED.</exception>
    public async Task UnblockAsync(string? account, CancellationToken cancellation = default) =>
        await _accounts.UnblockAsync(new() { Account = account ?? "", All = account is null }, cancellationToken: cancellation);

    /// <summary>Changes what an account may do in markets with limits, all of it. Operator only.</summary>
    /// <param name="account">The account.</param>
    /// <param name="limits">Its limits from now on; what it holds and has set aside stays.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="RpcException">NOT_FOUND; INVALID_ARGUMENT; PERMISSION_DENIED.</exception>
    public async Task SetLimitsAsync(string account, AccountLimits limits, CancellationToken cancellation = default) =>
        await _accounts.SetLimitsAsync(new() { Account = account, Limits = Write(limits) }, cancellationToken: cancellation);

    /// <summary>Deposits (above zero) and withdraws (below zero). Operator only.</summary>
    /// <param name="account">The account.</param>
    /// <param name="cash">Cash, signed.</param>
    /// <param name="units">Units by instrument, signed.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>What the account holds now.</returns>
    /// <exception cref="RpcException">NOT_FOUND; RESOURCE_EXHAUSTED: beyond what an account can hold or owe; FAILED_PRECONDITION: live bids have set aside what it would take; PERMISSION_DENIED.</exception>
    public async Task<Balances> TransferAsync(
        string account,
        decimal cash,
        IReadOnlyDictionary<string, decimal>? units = null,
        CancellationToken cancellation = default)
    {
        var request = new V1.TransferRequest { Account = account, Cash = DecimalText.Write(cash) };
        Write(units, request.Units);
        return Read((await _accounts.TransferAsync(request, cancellationToken: cancellation)).Balances);
    }

    /// <summary>What an account holds.</summary>
    /// <param name="account">May stay empty with a trader's token; an operator names one.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="RpcException">NOT_FOUND; PERMISSION_DENIED.</exception>
    public async Task<Balances> GetBalancesAsync(string account = "", CancellationToken cancellation = default) =>
        Read(await _accounts.GetBalancesAsync(new() { Account = account }, cancellationToken: cancellation));

    /// <summary>The accounts in definition order. Operator only.</summary>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="RpcException">PERMISSION_DENIED.</exception>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellation = default) =>
        [.. (await _accounts.ListAsync(new(), cancellationToken: cancellation)).Accounts];

    private static V1.AccountLimits Write(AccountLimits limits)
    {
        var message = new V1.AccountLimits
        {
            Credit = DecimalText.Write(limits.Credit),
            MaxOrder = DecimalText.Write(limits.MaxOrder),
            MaxOpenOrders = DecimalText.Write(limits.MaxOpenOrders),
            MaxPosition = DecimalText.Write(limits.MaxPosition),
        };
        Write(limits.ShortUnits, message.Short);
        return message;
    }

    private static void Write(IReadOnlyDictionary<string, decimal>? units, MapField<string, string> to)
    {
        foreach (var (instrument, amount) in units ?? new Dictionary<string, decimal>())
        {
            to[instrument] = DecimalText.Write(amount);
        }
    }

    private static Balances Read(V1.Balances balances) => new(
        Read(balances.Cash, balances.Units),
        balances.Reserved is { } reserved ? Read(reserved.Cash, reserved.Units) : Read("", []));

    private static Holdings Read(string cash, MapField<string, string> units) =>
        new(DecimalText.Read(cash), units.ToDictionary(unit => unit.Key, unit => DecimalText.Read(unit.Value)));
}
