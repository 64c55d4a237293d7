using System.Diagnostics;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing.ContinuousBook;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Numerics;

namespace Exchange.Cli.Replay;

/// <summary>
/// Replays an order flow through a kernel in this process, with one lit book and one account. Works batch by batch: the
/// clock runs while the kernel does, and stands still while its events become reports.
/// </summary>
internal sealed class KernelReplay
{
    private const int MessagesPerBatch = 4096;

    private readonly ExchangeKernel _kernel = new();
    private readonly CanonicalReports _reports;
    private readonly byte[] _record = new byte[Commands.MaxLength];
    private readonly int[] _ends = new int[MessagesPerBatch];
    private readonly CommandHeader _header;
    private Event[] _events = new Event[MessagesPerBatch * 8];

    public KernelReplay(CanonicalReports reports)
    {
        _reports = reports;
        var one = new FixedDecimal(FixedDecimal.One);
        Grid.TryCreate(one, one, out var grid);
        var market = new MarketDefinition(
            "replay", "share", grid!, new ContinuousBookDefinition(), Trigger.Continuous, Disclosure.Lit, Charges.None);
        var account = new AccountDefinition("replay", new(Cash.Zero, []), [], default);
        _kernel.Apply(_record.AsSpan(0, Commands.DefineMarket(_record, default, market)));
        _kernel.Apply(_record.AsSpan(0, Commands.DefineAccount(_record, default, account)));
        _header = new() { Market = 0, Account = _kernel.Catalog.AccountCount - 1 };
    }

    /// <summary>Replays all messages; returns the time the kernel took, in seconds.</summary>
    /// <exception cref="InvalidDataException">A message brings an order under the id of a live one.</exception>
    public double Run(OrderFlow flow)
    {
        var clock = new Stopwatch();
        for (var rest = flow.Messages; !rest.IsEmpty;)
        {
            var batch = rest[..Math.Min(MessagesPerBatch, rest.Length)];
            clock.Start();
            Apply(batch);
            clock.Stop();
            Report(batch);
            rest = rest[batch.Length..];
        }
        return clock.Elapsed.TotalSeconds;
    }

    private void Apply(ReadOnlySpan<OrderFlowMessage> batch)
    {
        var count = 0;
        for (var i = 0; i < batch.Length; i++)
        {
            var events = _kernel.Apply(_record.AsSpan(0, Encode(batch[i])));
            if (events.Length > _events.Length - count)
            {
                Array.Resize(ref _events, Math.Max(_events.Length * 2, count + events.Length));
            }
            events.CopyTo(_events.AsSpan(count));
            count += events.Length;
            _ends[i] = count;
        }
    }

    private int Encode(in OrderFlowMessage message) => message.Type switch
    {
        OrderFlowType.New => Commands.SubmitOrder(_record, _header, message.OrderId, Order.Limit(
            (Side)message.Side,
            new(message.Quantity),
            new(message.Ticks),
            message.ImmediateOrCancel != 0 ? TimeInForce.ImmediateOrCancel : TimeInForce.GoodTillCancelled)),
        OrderFlowType.Cancel => Commands.CancelOrder(_record, _header, message.OrderId),
        _ => Commands.ReplaceOrder(_record, _header, message.OrderId, new(
            new(message.Quantity), new Price(message.Ticks), LosesPriority: true)),
    };

    private void Report(ReadOnlySpan<OrderFlowMessage> batch)
    {
        var start = 0;
        for (var i = 0; i < batch.Length; i++)
        {
            Report(batch[i], _events.AsSpan(start.._ends[i]));
            start = _ends[i];
        }
    }

    /// <summary>One message's reports by type. The kernel tells them so, but for a replacement, which precedes its trades.</summary>
    private void Report(in OrderFlowMessage message, ReadOnlySpan<Event> events)
    {
        var sequence = message.Sequence;
        ulong makerId = 0;
        Event? replaced = null;
        foreach (ref readonly var told in events)
        {
            switch (told.Kind)
            {
                case EventKind.Accepted:
                    _reports.Accepted(sequence, message.Side, told.Id, message.Ticks, message.Quantity);
                    break;
                case EventKind.Filled when told.Liquidity == Liquidity.Maker:
                    makerId = told.Id;
                    break;
                case EventKind.Filled:
                    _reports.Trade(sequence, told.Price.Ticks, told.Quantity.Lots, makerId, told.Id);
                    break;
                case EventKind.Cancelled:
                    _reports.Cancelled(sequence, (byte)told.Side, told.Id, told.Price.Ticks);
                    break;
                case EventKind.Replaced:
                    replaced = told;
                    break;
                case EventKind.Rejected:
                    Reject(message);
                    break;
                default:
                    break;
            }
        }
        if (replaced is { } modified)
        {
            _reports.Modified(sequence, (byte)modified.Side, modified.Id, modified.Price.Ticks, modified.Quantity.Lots);
        }
    }

    private void Reject(in OrderFlowMessage message)
    {
        switch (message.Type)
        {
            case OrderFlowType.Cancel:
                _reports.CancelRejected(message.Sequence, message.OrderId);
                break;
            case OrderFlowType.Modify:
                _reports.ModifyRejected(message.Sequence, message.OrderId);
                break;
            default:
                throw new InvalidDataException(
                    $"Message {message.Sequence} of the order-flow file is malformed: order {message.OrderId} is live already.");
        }
    }
}
