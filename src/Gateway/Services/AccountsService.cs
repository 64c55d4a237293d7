using Exchange.Engine.Accounts;
using Exchange.Engine.Kernel;
using Exchange.Gateway.Access;
using Exchange.Gateway.Mapping;
using Exchange.Gateway.Routing;
using Exchange.Gateway.Telemetry;
using Exchange.V1;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Directory = Exchange.Gateway.Routing.Directory;

namespace Exchange.Gateway.Services;

internal sealed class AccountsService : V1.Accounts.AccountsBase
{
    private readonly AccessControl _access;
    private readonly Directory _directory;
    private readonly CommandSender _sender;
    private readonly ILogger _log;

    public AccountsService(AccessControl access, Directory directory, CommandSender sender, GatewayTelemetry telemetry)
    {
        _log = telemetry.Log;
        _access = access;
        _directory = directory;
        _sender = sender;
    }

    public override async Task<DefineAccountResponse> Define(DefineAccountRequest request, ServerCallContext context)
    {
        _access.RequireOperator(context);
        Refusals.ThrowIfRefused(AccountMapping.TryRead(request.Account ?? new(), out var account));
        Refusals.ThrowIfRefused(await _sender.SendAsync(
            default, (record, header) => Commands.DefineAccount(record, header, account!), context.CancellationToken));
        return new();
    }

    public override async Task<IssueTokenResponse> IssueToken(IssueTokenRequest request, ServerCallContext context)
    {
        var caller = _access.RequireOperator(context);
        Refusals.ThrowIfRefused(Grant.TryRead(request.Role, request.Account, request.Expires, _directory, out var grant));
        var text = TokenHash.NewToken();
        var token = TokenHash.Of(text, grant);
        Refusals.ThrowIfRefused(await _sender.SendAsync(
            new() { Account = grant.Account },
            (record, header) => Commands.DefineToken(record, header, token),
            context.CancellationToken));
        _directory.FindToken(text, out var number);
        LogMessages.TokenIssued(_log, number, $"{grant.Role}", _directory.Catalog.Account(grant.Account).Id, caller.Token);
        return new() { Token = text, Number = (uint)number };
    }

    public override async Task<RevokeTokenResponse> RevokeToken(RevokeTokenRequest request, ServerCallContext context)
    {
        var caller = _access.RequireOperator(context);
        if (request.Number > int.MaxValue || _directory.Catalog.FindToken((int)request.Number) is null)
        {
            throw Refusals.ToStatus(new Refusal(Engine.Bids.Reason.OutOfRange, "there is no token of that number"));
        }
        Refusals.ThrowIfRefused(await _sender.SendAsync(
            default,
            (record, header) => Commands.RevokeToken(record, header, (int)request.Number),
            context.CancellationToken));
        LogMessages.TokenRevoked(_log, (int)request.Number, caller.Token);
        return new();
    }

    public override Task<ListTokensResponse> ListTokens(ListTokensRequest request, ServerCallContext context)
    {
        _access.RequireOperator(context);
        var response = new ListTokensResponse();
        foreach (var number in _directory.Catalog.TokenNumbers)
        {
            if (_directory.Catalog.FindToken(number) is { } token)
            {
                response.Tokens.Add(TokenMapping.Write(number, token, _directory.Catalog));
            }
        }
        return Task.FromResult(response);
    }

    public override async Task<BlockResponse> Block(BlockRequest request, ServerCallContext context)
    {
        var caller = _access.RequireOperator(context);
        await SendBlockAsync(request.Account, request.All, Commands.Block, context);
        LogMessages.Blocked(_log, request.All ? "all accounts" : request.Account, caller.Token);
        return new();
    }

    public override async Task<UnblockResponse> Unblock(UnblockRequest request, ServerCallContext context)
    {
        var caller = _access.RequireOperator(context);
        await SendBlockAsync(request.Account, request.All, Commands.Unblock, context);
        LogMessages.Unblocked(_log, request.All ? "all accounts" : request.Account, caller.Token);
        return new();
    }

    public override async Task<SetLimitsResponse> SetLimits(SetLimitsRequest request, ServerCallContext context)
    {
        _access.RequireOperator(context);
        var account = Resolve(request.Account);
        Refusals.ThrowIfRefused(LimitsMapping.TryRead(request.Limits, out var limits));
        Refusals.ThrowIfRefused(await _sender.SendAsync(
            new() { Account = account },
            (record, header) => Commands.SetLimits(record, header, limits),
            context.CancellationToken));
        return new();
    }

    public override async Task<TransferResponse> Transfer(TransferRequest request, ServerCallContext context)
    {
        _access.RequireOperator(context);
        var account = Resolve(request.Account);
        Refusals.ThrowIfRefused(AccountMapping.TryRead(request.Cash, request.Units, out var amounts));
        Refusals.ThrowIfRefused(await _sender.SendAsync(
            new() { Account = account },
            (record, header) => Commands.Transfer(record, header, amounts),
            context.CancellationToken));
        return new() { Balances = await BalancesOf(account, context.CancellationToken) };
    }

    public override Task<Balances> GetBalances(GetBalancesRequest request, ServerCallContext context)
    {
        var account = _access.ResolveAccount(_access.Authenticate(context), request.Account);
        return BalancesOf(account, context.CancellationToken);
    }

    public override Task<ListAccountsResponse> List(ListAccountsRequest request, ServerCallContext context)
    {
        _access.RequireOperator(context);
        return Task.FromResult(new ListAccountsResponse
        {
            Accounts = { _directory.Accounts },
            Blocked = { _directory.Accounts.Skip(1).Where(id => _directory.IsBlocked(Resolve(id))) },
            AllBlocked = _directory.IsBlocked(Ledger.Operator),
        });
    }

    private async Task SendBlockAsync(string name, bool all, CommandWriter write, ServerCallContext context)
    {
        var account = all ? Ledger.Operator : Resolve(name);
        if (all ? name.Length > 0 : account == Ledger.Operator)
        {
            throw Refusals.ToStatus(Refusal.NotOneToBlock);
        }
        Refusals.ThrowIfRefused(await _sender.SendAsync(new() { Account = account }, write, context.CancellationToken));
    }

    private int Resolve(string account) => _directory.TryFindAccount(account, out var number)
        ? number
        : throw Refusals.ToStatus(account.Length == 0
            ? Refusal.Malformed("account is missing: an operator names one")
            : Refusal.Of(Engine.Bids.Reason.UnknownAccount));

    private async Task<Balances> BalancesOf(int account, CancellationToken cancellation)
    {
        var answer = await _sender.AskAsync(new() { Account = account }, CommandKind.ShowBalances, cancellation);
        return EventMapping.WriteBalances(answer, _directory.Catalog);
    }
}
