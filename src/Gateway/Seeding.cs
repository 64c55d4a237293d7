using Exchange.Engine.Accounts;
using Exchange.Engine.Bids;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Triggers;
using Exchange.Gateway.Access;
using Exchange.Gateway.Mapping;
using Exchange.Gateway.Routing;
using Directory = Exchange.Gateway.Routing.Directory;

namespace Exchange.Gateway;

/// <summary>Fills an empty exchange: an operator who is let in, and what a configuration defines.</summary>
internal sealed class Seeding
{
    private const int MinTokenLength = 16;

    private readonly CommandSender _sender;
    private readonly Directory _directory;
    private readonly Action<string>? _warned;

    public Seeding(CommandSender sender, Directory directory, Action<string>? warned) =>
        (_sender, _directory, _warned) = (sender, directory, warned);

    /// <summary>
    /// Makes sure that an operator is let in. The token is kept in the data directory before the exchange hears of it, so
    /// that no crash leaves an exchange that nobody can operate; one that was revoked is replaced.
    /// </summary>
    /// <returns>The operator's token.</returns>
    public async Task<string> EnsureOperatorAsync(string? dataDirectory, CancellationToken cancellation)
    {
        var kept = dataDirectory is null ? null : DataDirectory.ReadOperatorToken(dataDirectory);
        if (kept is not null && _directory.FindToken(kept, out _) is { IsRevoked: true })
        {
            // It leaked, say. The next one takes its place.
            kept = null;
        }
        var token = kept ?? TokenHash.NewToken();
        if (kept is null && dataDirectory is not null)
        {
            DataDirectory.WriteOperatorToken(dataDirectory, token);
        }
        if (_directory.FindToken(token, out _) is null)
        {
            await DefineTokenAsync(token, Grant.Operator, cancellation);
        }
        return token;
    }

    /// <summary>
    /// Carries out a configuration, if there is one and nothing is there yet. All of it is read before any of it is carried
    /// out, so that one with a mistake in it leaves an exchange as empty as it was. One that a crash cut short is carried to
    /// its end when it is given again.
    /// </summary>
    /// <exception cref="InvalidDataException">Something in it is refused; the message says what and why.</exception>
    public async Task SeedAsync(
        V1.Configuration? configuration, string? dataDirectory, CancellationToken cancellation)
    {
        var isEmpty = !_directory.Markets.Any() && _directory.Accounts.Count() == 1;
        if (configuration is null || !(isEmpty || DataDirectory.IsSeeding(dataDirectory)))
        {
            return;
        }
        var markets = configuration.Markets.Select(Read).ToArray();
        var accounts = configuration.Accounts.Select(Read).ToArray();
        ThrowIfNotUnique(markets.Select(market => market.Id), "market");
        ThrowIfNotUnique(accounts.Select(account => account.Id), "account");
        ThrowIfUnknownMarket(markets);
        ThrowIfUnfit(configuration.Tokens, accounts);

        DataDirectory.BeginSeeding(dataDirectory);
        foreach (var market in markets.Where(market => !_directory.TryFindMarket(market.Id, out _)))
        {
            await SendAsync(default, (record, header) => Commands.DefineMarket(record, header, market), cancellation);
            Warn(market);
        }
        foreach (var account in accounts.Where(account => !_directory.TryFindAccount(account.Id, out _)))
        {
            await SendAsync(default, (record, header) => Commands.DefineAccount(record, header, account), cancellation);
        }
        foreach (var message in configuration.Tokens.Where(message => _directory.FindToken(message.Token, out _) is null))
        {
            ThrowIfRefused(
                Grant.TryRead(message.Role, message.Account, message.Expires, _directory, out var grant), NameOf(message));
            await DefineTokenAsync(message.Token, grant, cancellation);
        }
        DataDirectory.EndSeeding(dataDirectory);
    }

    private static MarketDefinition Read(V1.MarketDefinition message)
    {
        ThrowIfRefused(MarketMapping.TryRead(message, out var market), $"market {message.Id}");
        return market!;
    }

    private static AccountDefinition Read(V1.AccountDefinition message)
    {
        ThrowIfRefused(AccountMapping.TryRead(message, out var account), $"account {message.Id}");
        return account!;
    }

    private static void ThrowIfNotUnique(IEnumerable<string> ids, string kind)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var id in ids.Where(id => !known.Add(id)))
        {
            ThrowIfRefused(new Refusal(Reason.DuplicateId, "there are two of that name"), $"{kind} {id}");
        }
    }

    private static void ThrowIfUnknownMarket(MarketDefinition[] markets)
    {
        var before = new HashSet<string>(StringComparer.Ordinal) { "" };
        foreach (var market in markets)
        {
            ThrowIfNotBefore(market.Reference, "reference");
            ThrowIfNotBefore((market.Trigger as AfterTradeTrigger)?.Market ?? "", "afterTrade market");
            before.Add(market.Id);

            void ThrowIfNotBefore(string name, string what)
            {
                if (!before.Contains(name))
                {
                    ThrowIfRefused(new Refusal(Reason.UnknownMarket, $"its {what} {name} is no market before it"), $"market {market.Id}");
                }
            }
        }
    }

    private static void ThrowIfUnfit(IEnumerable<V1.TokenGrant> tokens, AccountDefinition[] accounts)
    {
        foreach (var token in tokens)
        {
            var refusal = token switch
            {
                { Token.Length: < MinTokenLength } =>
                    Refusal.Malformed($"a token has at least {MinTokenLength} characters"),
                _ when Grant.Check(token.Role) is { IsRefused: true } unknown => unknown,
                { Expires.Length: > 0 } when Decimals.TryReadMoment(token.Expires, "expires", out _) is { IsRefused: true } wrong => wrong,
                { Role: not V1.Role.Trader } => Refusal.None,
                _ when accounts.All(account => account.Id != token.Account) =>
                    Refusal.Of(Reason.UnknownAccount),
                _ => Refusal.None,
            };
            ThrowIfRefused(refusal, NameOf(token));
        }
    }

    private static string NameOf(V1.TokenGrant token) =>
        $"token for {(token.Account.Length > 0 ? token.Account : $"an {token.Role}".ToLowerInvariant())}";

    private void Warn(MarketDefinition market)
    {
        foreach (var warning in Warnings.Of(market))
        {
            _warned?.Invoke($"market {market.Id}: {warning}");
        }
    }

    private Task DefineTokenAsync(string text, Grant grant, CancellationToken cancellation)
    {
        var token = TokenHash.Of(text, grant);
        return SendAsync(
            new() { Account = grant.Account },
            (record, header) => Commands.DefineToken(record, header, token),
            cancellation);
    }

    private async Task SendAsync(CommandHeader header, CommandWriter write, CancellationToken cancellation)
    {
        var reason = await _sender.SendAsync(header, write, cancellation);
        ThrowIfRefused(Refusal.Of(reason), "last command");
    }

    private static void ThrowIfRefused(Refusal refusal, string what)
    {
        if (refusal.IsRefused)
        {
            throw new InvalidDataException($"the configuration's {what} is refused: {refusal}");
        }
    }
}
