using Exchange.Engine.Kernel;
using Exchange.Gateway.Access;
using Exchange.Gateway.Mapping;
using Exchange.Gateway.Routing;
using Exchange.V1;
using Grpc.Core;
using Directory = Exchange.Gateway.Routing.Directory;

namespace Exchange.Gateway.Services;

internal sealed class AccountsService : V1.Accounts.AccountsBase
{
    private readonly AccessControl _access;
    private readonly Directory _directory;
    private readonly CommandSender _sender;

    public AccountsService(AccessControl access, Directory directory, CommandSender sender)
    {
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
        _access.RequireOperator(context);
        Refusals.ThrowIfRefused(Grant.TryRead(request.Role, request.Account, _directory, out var grant));
        var text = TokenHash.NewToken();
        var token = new Token(TokenHash.Of(text), grant.Role, grant.Account);
        Refusals.ThrowIfRefused(await _sender.SendAsync(
            new() { Account = grant.Account },
            (record, header) => Commands.DefineToken(record, header, token),
            context.CancellationToken));
        return new() { Token = text };
    }

    public override async Task<TransferResponse> Transfer(TransferRequest request, ServerCallContext context)
    {
        _access.RequireOperator(context);
        var account = _access.ResolveAccount(new(Engine.Kernel.Role.Operator, 0), request.Account);
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
        return Task.FromResult(new ListAccountsResponse { Accounts = { _directory.Accounts } });
    }

    private async Task<Balances> BalancesOf(int account, CancellationToken cancellation)
    {
        var answer = await _sender.AskAsync(new() { Account = account }, CommandKind.ShowBalances, cancellation);
        return EventMapping.WriteBalances(answer, _directory.Catalog);
    }
}
