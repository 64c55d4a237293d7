using Exchange.Engine.Bids;
using Exchange.Engine.Kernel;
using Exchange.Gateway.Mapping;
using Exchange.V1;
using Directory = Exchange.Gateway.Routing.Directory;
using Reason = Exchange.Engine.Bids.Reason;

namespace Exchange.Gateway.Services;

/// <summary>Turns instructions from the wire into command records.</summary>
internal sealed class InstructionMapping
{
    private readonly Directory _directory;

    public InstructionMapping(Directory directory) => _directory = directory;

    /// <summary>Writes the command for an instruction.</summary>
    /// <param name="instruction">From the wire.</param>
    /// <param name="account">Who acts.</param>
    /// <param name="session">The session that gets the answer.</param>
    /// <param name="record">At least <see cref="Commands.MaxLength"/> bytes.</param>
    /// <param name="length">The record's length.</param>
    public Refusal TryWrite(Instruction instruction, int account, ulong session, Span<byte> record, out int length)
    {
        length = 0;
        var header = new CommandHeader { Account = account, Session = session, Number = instruction.Number };
        switch (instruction.ActionCase)
        {
            case Instruction.ActionOneofCase.Submit:
                return TryWriteSubmit(instruction.Submit, header, record, out length);
            case Instruction.ActionOneofCase.Replace:
                return TryWriteReplace(instruction.Replace, header, record, out length);
            case Instruction.ActionOneofCase.Cancel:
                if (!TryFind(instruction.Cancel.Market, ref header, out _))
                {
                    return UnknownMarket;
                }
                length = Commands.CancelOrder(record, header, instruction.Cancel.Id);
                return Refusal.None;
            case Instruction.ActionOneofCase.CancelAll:
                header.Market = CommandHeader.NoMarket;
                if (instruction.CancelAll.Market.Length > 0 && !TryFind(instruction.CancelAll.Market, ref header, out _))
                {
                    return UnknownMarket;
                }
                length = Commands.CancelAllOrders(record, header);
                return Refusal.None;
            default:
                return Refusal.Malformed("the instruction has no action");
        }
    }

    private static Refusal UnknownMarket => Refusal.Of(Reason.UnknownMarket);

    private Refusal TryWriteSubmit(SubmitBid submit, CommandHeader header, Span<byte> record, out int length)
    {
        length = 0;
        if (!TryFind(submit.Market, ref header, out var market))
        {
            return UnknownMarket;
        }
        Order order = default;
        var refusal = submit.BidCase switch
        {
            SubmitBid.BidOneofCase.Limit => BidMapping.TryRead(submit.Limit, market!, out order),
            SubmitBid.BidOneofCase.MarketOrder => BidMapping.TryRead(submit.MarketOrder, market!.Grid, out order),
            var other => BidMapping.WrongKind(other.ToString()),
        };
        if (!refusal.IsRefused)
        {
            length = Commands.SubmitOrder(record, header, submit.Id, order);
        }
        return refusal;
    }

    private Refusal TryWriteReplace(ReplaceOrder replace, CommandHeader header, Span<byte> record, out int length)
    {
        length = 0;
        if (!TryFind(replace.Market, ref header, out var market))
        {
            return UnknownMarket;
        }
        var refusal = BidMapping.TryReadReplacement(
            replace.Quantity, replace.Price, replace.LosePriority, market!.Grid, out var replacement);
        if (!refusal.IsRefused)
        {
            length = Commands.ReplaceOrder(record, header, replace.Id, replacement);
        }
        return refusal;
    }

    private bool TryFind(string name, ref CommandHeader header, out Engine.Markets.MarketDefinition? market)
    {
        var isKnown = _directory.TryFindMarket(name, out var number);
        header.Market = (ushort)number;
        market = isKnown ? _directory.Catalog.Market(number) : null;
        return isKnown;
    }
}
