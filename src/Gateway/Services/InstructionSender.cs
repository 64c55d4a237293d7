using Exchange.Engine.Bids;
using Exchange.Engine.Hosting;
using Exchange.Engine.Kernel;
using Exchange.Engine.Numerics;
using Exchange.Gateway.Access;
using Exchange.Gateway.Mapping;
using Exchange.Gateway.Telemetry;
using Exchange.V1;
using Action = Exchange.V1.Instruction.ActionOneofCase;
using Directory = Exchange.Gateway.Routing.Directory;
using MarketDefinition = Exchange.Engine.Markets.MarketDefinition;
using Reason = Exchange.Engine.Bids.Reason;

namespace Exchange.Gateway.Services;

/// <summary>Turns instructions from the wire into commands, and sequences them. Any thread.</summary>
internal sealed class InstructionSender
{
    private readonly Directory _directory;
    private readonly CommandInput _input;
    private readonly MessageBudget _budget;
    private readonly Clock _clock;
    private readonly GatewayMetrics _metrics;

    public InstructionSender(Directory directory, CommandInput input, MessageBudget budget, Clock clock, GatewayMetrics metrics) =>
        (_directory, _input, _budget, _clock, _metrics) = (directory, input, budget, clock, metrics);

    /// <summary>The exchange's time.</summary>
    public Timestamp Now => _clock.Now;

    /// <summary>Sequences an instruction; BUSY when there is no room for it, in the ring or on the disk, or the account has sent too many.</summary>
    /// <param name="instruction">From the wire.</param>
    /// <param name="account">Who acts.</param>
    /// <param name="session">The session that gets the answer.</param>
    /// <param name="isRepeat">Whether it has been answered before: then it is no further one of the account's.</param>
    /// <param name="place">Its place in the order of commands.</param>
    public Refusal TrySend(Instruction instruction, int account, ulong session, bool isRepeat, out long place)
    {
        var refusal = TrySequence(instruction, account, session, isRepeat, out place);
        return refusal.IsRefused ? Refuse(instruction, refusal) : refusal;
    }

    /// <summary>Refuses an instruction before it is sequenced.</summary>
    public Refusal Refuse(Instruction instruction, Refusal refusal)
    {
        _metrics.Refused(MarketOf(instruction), refusal.Reason);
        return refusal;
    }

    private static string MarketOf(Instruction instruction) => instruction.ActionCase switch
    {
        Action.Submit => instruction.Submit.Market,
        Action.Replace => instruction.Replace.Market,
        Action.Cancel => instruction.Cancel.Market,
        Action.CancelAll => instruction.CancelAll.Market,
        _ => "",
    };

    private Refusal TrySequence(Instruction instruction, int account, ulong session, bool isRepeat, out long place)
    {
        place = -1;
        if (_input.IsPaused)
        {
            return Refusal.DiskFull;
        }
        var overspent = isRepeat ? Refusal.None : _budget.TrySpend(account);
        if (overspent.IsRefused)
        {
            return overspent;
        }
        Span<byte> record = stackalloc byte[IsLong(instruction) ? Commands.MaxInstructionLength : Commands.MaxOrderLength];
        var refusal = TryWrite(instruction, account, session, record, out var length);
        return refusal.IsRefused || _input.TryPublish(record[..length], out place) ? refusal : Refusals.Busy(_input);
    }

    private static bool IsLong(Instruction instruction) =>
        instruction.Submit?.Schedule is not null || instruction.Submit?.Conditional is not null
        || instruction.Replace?.Schedule is not null || instruction.Replace?.Conditional is not null;

    private Refusal TryWrite(Instruction instruction, int account, ulong session, Span<byte> record, out int length)
    {
        length = 0;
        var header = new CommandHeader { Account = account, Session = session, Number = instruction.Number };
        switch (instruction.ActionCase)
        {
            case Action.Submit:
                var submit = instruction.Submit;
                return TryFind(submit.Market, ref header, out var market)
                    ? BidMapping.TryWriteSubmit(
                        BidMessages.BidOf(submit), submit.Id, submit.Standing, market!, _directory, header, record, out length)
                    : UnknownMarket;
            case Action.Replace:
                return TryFind(instruction.Replace.Market, ref header, out market)
                    ? BidMapping.TryWriteReplace(instruction.Replace, market!, _directory, header, record, out length)
                    : UnknownMarket;
            case Action.Cancel:
                if (!TryFind(instruction.Cancel.Market, ref header, out _))
                {
                    return UnknownMarket;
                }
                length = Commands.CancelOrder(record, header, instruction.Cancel.Id);
                return Refusal.None;
            case Action.CancelAll:
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

    private bool TryFind(string name, ref CommandHeader header, out MarketDefinition? market)
    {
        var isKnown = _directory.TryFindMarket(name, out var number);
        header.Market = (ushort)number;
        market = isKnown ? _directory.Catalog.Market(number) : null;
        return isKnown;
    }
}
