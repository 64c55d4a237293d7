using Exchange.Engine.Accounts;
using Exchange.Engine.Bids;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace Exchange.Gateway.Mapping;

/// <summary>Writes journaled commands as the messages that ask for the same, for people to read.</summary>
internal static class CommandMapping
{
    /// <summary>
    /// The name of a command's kind, one that scripts use where they have it, and the message; null for what says
    /// nothing else.
    /// </summary>
    /// <param name="record">The command, which has been applied.</param>
    /// <param name="catalog">The definitions after it.</param>
    public static (string Kind, IMessage? Message) Write(ReadOnlySpan<byte> record, Catalog catalog)
    {
        ref readonly var header = ref CommandHeader.Of(record);
        return header.Kind switch
        {
            CommandKind.SubmitOrder or CommandKind.SubmitOrderWithTerms =>
                ("submit", WriteSubmit(Commands.ReadOrder(record), Commands.ReadTerms(record), catalog.Market(header.Market))),
            CommandKind.SubmitPegged => ("submit", WriteSubmitPegged(record, catalog.Market(header.Market))),
            CommandKind.ReplaceOrder => ("replace", WriteReplace(Commands.ReadOrder(record), catalog.Market(header.Market))),
            CommandKind.SubmitSchedule => ("submit", WriteSubmitSchedule(record, catalog.Market(header.Market))),
            CommandKind.ReplaceSchedule => ("replace", WriteReplaceSchedule(record, catalog.Market(header.Market))),
            CommandKind.SubmitConditional => ("submit", WriteSubmitConditional(record, catalog.Market(header.Market), catalog)),
            CommandKind.ReplaceConditional => ("replace", WriteReplaceConditional(record, catalog.Market(header.Market), catalog)),
            CommandKind.SubmitReport => ("submit", WriteSubmitReport(record, catalog.Market(header.Market))),
            CommandKind.ReplaceReport => ("replace", WriteReplaceReport(record, catalog.Market(header.Market))),
            CommandKind.CancelOrder => ("cancel", new V1.CancelOrder
            {
                Market = catalog.Market(header.Market).Id,
                Id = Commands.ReadOrder(record).Id,
            }),
            CommandKind.CancelAllOrders => ("cancelAll", new V1.CancelAllOrders
            {
                Market = header.Market == CommandHeader.NoMarket ? "" : catalog.Market(header.Market).Id,
            }),
            CommandKind.DefineMarket => ("market", MarketMapping.Write(Commands.ReadMarket(record), Secrets.Shown)),
            CommandKind.DefineAccount => ("account", WriteAccount(Commands.ReadAccount(record))),
            CommandKind.Transfer => ("transfer", WriteTransfer(Commands.ReadTransfer(record), catalog.Account(header.Account))),
            CommandKind.SetLimits => ("limits", WriteLimits(Commands.ReadLimits(record), catalog.Account(header.Account))),
            CommandKind.SetPhase => ("phase", new V1.SetPhaseRequest
            {
                Market = catalog.Market(header.Market).Id,
                To = MarketMapping.Write(Commands.ReadPhase(record)),
            }),
            CommandKind.Clear => ("clear", new V1.ClearMarketRequest { Market = catalog.Market(header.Market).Id }),
            CommandKind.DefineToken => ("token", TokenMapping.WriteRequest(Commands.ReadToken(record), catalog)),
            CommandKind.RevokeToken => ("revokeToken", new V1.RevokeTokenRequest { Number = (uint)Commands.ReadTokenNumber(record) }),
            CommandKind.Block => ("block", WriteBlock(catalog.Account(header.Account), header.Account)),
            CommandKind.Unblock => ("unblock", WriteUnblock(catalog.Account(header.Account), header.Account)),
            CommandKind.Connected => ("connected", WriteConnected(record)),
            CommandKind.Disconnected => ("disconnected", new V1.OpenSession { Session = Commands.ReadSession(record) }),
            CommandKind.Resumed => ("resumed", null),
            CommandKind.Continued => ("continued", null),
            _ => ("advance", null),
        };
    }

    private static V1.SubmitBid WriteSubmit(in OrderPayload payload, in OrderTerms terms, MarketDefinition market)
    {
        var order = payload.ToOrder();
        var message = new V1.SubmitBid { Market = market.Id, Id = payload.Id, Standing = payload.IsStanding };
        var side = EventMapping.Write(order.Side);
        var quantity = market.Grid.Format(order.Quantity);
        if (order.IsMarket)
        {
            message.MarketOrder = new() { Side = side, Quantity = quantity, Stop = TermsMapping.WriteStop(terms, market.Grid) };
        }
        else
        {
            message.Limit = new()
            {
                Side = side,
                Quantity = quantity,
                Price = market.Grid.Format(order.Price),
                TimeInForce = (V1.TimeInForce)order.TimeInForce,
            };
            TermsMapping.Write(terms, market.Grid, message.Limit);
        }
        return message;
    }

    private static V1.SubmitBid WriteSubmitPegged(ReadOnlySpan<byte> record, MarketDefinition market)
    {
        ref readonly var payload = ref Commands.ReadOrder(record);
        return new()
        {
            Market = market.Id,
            Id = payload.Id,
            Pegged = PeggedMapping.Write(payload.ToOrder(), Commands.ReadPeggedTerms(record), market.Grid),
        };
    }

    private static V1.ReplaceOrder WriteReplace(in OrderPayload payload, MarketDefinition market)
    {
        var replacement = payload.ToReplacement();
        return new()
        {
            Market = market.Id,
            Id = payload.Id,
            Quantity = replacement.Quantity.Lots == 0 ? "" : market.Grid.Format(replacement.Quantity),
            Price = replacement.Price is { } price ? market.Grid.Format(price) : "",
            LosePriority = replacement.LosesPriority,
        };
    }

    private static V1.SubmitBid WriteSubmitSchedule(ReadOnlySpan<byte> record, MarketDefinition market)
    {
        Span<SchedulePoint> points = stackalloc SchedulePoint[DemandSchedule.MaxPoints];
        var schedule = Commands.ReadSchedule(record, points, out var isStanding);
        return new()
        {
            Market = market.Id,
            Id = Commands.ReadBidId(record),
            Standing = isStanding,
            Schedule = ScheduleMapping.Write(schedule, market.Grid),
        };
    }

    private static V1.ReplaceOrder WriteReplaceSchedule(ReadOnlySpan<byte> record, MarketDefinition market)
    {
        Span<SchedulePoint> points = stackalloc SchedulePoint[DemandSchedule.MaxPoints];
        var schedule = Commands.ReadSchedule(record, points, out _);
        return new()
        {
            Market = market.Id,
            Id = Commands.ReadBidId(record),
            Schedule = ScheduleMapping.Write(schedule, market.Grid),
        };
    }

    private static V1.SubmitBid WriteSubmitConditional(ReadOnlySpan<byte> record, MarketDefinition market, Catalog catalog)
    {
        Span<Condition> conditions = stackalloc Condition[ConditionalBid.MaxConditions];
        var bid = Commands.ReadConditional(record, conditions, out var isStanding);
        return new()
        {
            Market = market.Id,
            Id = Commands.ReadBidId(record),
            Standing = isStanding,
            Conditional = ConditionalBidMapping.Write(bid, market.Grid, catalog),
        };
    }

    private static V1.ReplaceOrder WriteReplaceConditional(ReadOnlySpan<byte> record, MarketDefinition market, Catalog catalog)
    {
        Span<Condition> conditions = stackalloc Condition[ConditionalBid.MaxConditions];
        var bid = Commands.ReadConditional(record, conditions, out _);
        return new()
        {
            Market = market.Id,
            Id = Commands.ReadBidId(record),
            Conditional = ConditionalBidMapping.Write(bid, market.Grid, catalog),
        };
    }

    private static V1.SubmitBid WriteSubmitReport(ReadOnlySpan<byte> record, MarketDefinition market)
    {
        var report = Commands.ReadReport(record, out var isStanding);
        var message = new V1.SubmitBid { Market = market.Id, Id = Commands.ReadBidId(record), Standing = isStanding };
        var quantity = market.Grid.Format(report.Reported);
        if (report.Kind == BidKind.Inventory)
        {
            message.Inventory = new() { Quantity = quantity };
        }
        else
        {
            message.Endowment = new() { Quantity = quantity };
        }
        return message;
    }

    private static V1.ReplaceOrder WriteReplaceReport(ReadOnlySpan<byte> record, MarketDefinition market)
    {
        var report = Commands.ReadReport(record, out _);
        var quantity = market.Grid.Format(report.Reported);
        return new()
        {
            Market = market.Id,
            Id = Commands.ReadBidId(record),
            Inventory = report.Kind == BidKind.Inventory ? new() { Quantity = quantity } : null,
            Endowment = report.Kind == BidKind.Endowment ? new() { Quantity = quantity } : null,
        };
    }

    private static V1.AccountDefinition WriteAccount(AccountDefinition account)
    {
        var message = new V1.AccountDefinition
        {
            Id = account.Id,
            Cash = account.Deposit.Cash.ToString(),
            Capacity = account.Capacity.ToString(),
            Groups = { account.Groups },
            Limits = LimitsMapping.Write(account.Limits),
        };
        Write(account.Deposit.Units, message.Units);
        return message;
    }

    private static V1.SetLimitsRequest WriteLimits(AccountLimits limits, AccountDefinition account) => new()
    {
        Account = account.Id,
        Limits = LimitsMapping.Write(limits) ?? new(),
    };

    private static V1.TransferRequest WriteTransfer(Holdings amounts, AccountDefinition account)
    {
        var message = new V1.TransferRequest { Account = account.Id, Cash = amounts.Cash.ToString() };
        Write(amounts.Units, message.Units);
        return message;
    }

    private static V1.OpenSession WriteConnected(ReadOnlySpan<byte> record)
    {
        var grace = Commands.ReadGrace(record);
        return new()
        {
            Session = Commands.ReadSession(record),
            CancelOnDisconnect = grace is not null,
            Grace = new Timestamp(grace ?? 0).ToString(),
        };
    }

    // The operator's account stands for all.
    private static V1.BlockRequest WriteBlock(AccountDefinition account, int number) =>
        number == Ledger.Operator ? new() { All = true } : new() { Account = account.Id };

    private static V1.UnblockRequest WriteUnblock(AccountDefinition account, int number) =>
        number == Ledger.Operator ? new() { All = true } : new() { Account = account.Id };

    private static void Write(IReadOnlyList<(string Instrument, Units Units)> units, MapField<string, string> message)
    {
        foreach (var (instrument, amount) in units)
        {
            message[instrument] = amount.ToString();
        }
    }
}
