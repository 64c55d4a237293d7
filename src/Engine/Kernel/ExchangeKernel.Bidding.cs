using Exchange.Engine.Bids;
using Exchange.Engine.Markets;

namespace Exchange.Engine.Kernel;

/// <content>What participants bring, by the kind of the market that it is for.</content>
public sealed partial class ExchangeKernel
{
    /// <summary>Tells the owner of a bid that it was refused; carries the reason on.</summary>
    private Reason Answer(in CommandHeader header, ulong id, Reason reason)
    {
        if (reason != Reason.None)
        {
            _announcer.AddPrivate(EventKind.Rejected, header.Account, _markets[header.Market], id).Reason = reason;
        }
        return reason;
    }

    private Reason ApplyOrder(in CommandHeader header, in OrderPayload payload)
    {
        if (_markets[header.Market] is CrossMarket cross)
        {
            return _crossTrading.Apply(cross, header, payload, Now);
        }
        if (_markets[header.Market] is not ContinuousMarket book)
        {
            return ApplyOrder((SessionMarket)_markets[header.Market], header, payload);
        }
        return header.Kind switch
        {
            CommandKind.SubmitOrder => _bookTrading.Submit(book, header.Account, payload, Now),
            CommandKind.ReplaceOrder => _bookTrading.Replace(book, header.Account, payload, Now),
            _ => _bookTrading.Cancel(book, header.Account, payload.Id, Now),
        };
    }

    private Reason ApplyOrderWithTerms(ReadOnlySpan<byte> record, in CommandHeader header) =>
        _markets[header.Market] is ContinuousMarket book
            ? _bookTrading.Submit(book, header.Account, Commands.ReadOrder(record), Commands.ReadTerms(record), Now)
            : Reason.WrongBidKind;

    private Reason ApplyPegged(ReadOnlySpan<byte> record, in CommandHeader header) =>
        _markets[header.Market] is CrossMarket cross
            ? _crossTrading.Submit(cross, header.Account, Commands.ReadOrder(record), Commands.ReadPeggedTerms(record), Now)
            : Reason.WrongBidKind;

    private Reason ApplyOrder(SessionMarket market, in CommandHeader header, in OrderPayload payload) => header.Kind switch
    {
        CommandKind.SubmitOrder => _sessionTrading.Submit(
            market, BidderOf(header.Account), payload.Id, Bid.Of(payload.ToOrder()), payload.IsStanding, Now),
        CommandKind.ReplaceOrder => _sessionTrading.Replace(market, header.Account, payload.Id, payload.ToReplacement(), Now),
        _ => _sessionTrading.Cancel(market, header.Account, payload.Id, Now),
    };

    private Reason ApplyBid(ReadOnlySpan<byte> record, in CommandHeader header)
    {
        if (_markets[header.Market] is not SessionMarket market)
        {
            return Reason.WrongBidKind;
        }
        var (id, bidder) = (Commands.ReadBidId(record), BidderOf(header.Account));
        var bid = ReadBid(record, header.Kind, out var isStanding);
        return header.Kind is CommandKind.ReplaceSchedule or CommandKind.ReplaceConditional or CommandKind.ReplaceReport
            ? _sessionTrading.Replace(market, bidder, id, bid, Now)
            : _sessionTrading.Submit(market, bidder, id, bid, isStanding, Now);
    }

    private Bid ReadBid(ReadOnlySpan<byte> record, CommandKind kind, out bool isStanding) => kind switch
    {
        CommandKind.SubmitReport or CommandKind.ReplaceReport => Commands.ReadReport(record, out isStanding),
        CommandKind.SubmitConditional or CommandKind.ReplaceConditional =>
            Bid.Of(Commands.ReadConditional(record, _conditions, out isStanding)),
        _ => Bid.Of(Commands.ReadSchedule(record, _points, out isStanding)),
    };

    private Bidder BidderOf(int account) =>
        new(account, Catalog.Account(account).HoldingCapacity, Catalog.GroupsOf(account));
}
