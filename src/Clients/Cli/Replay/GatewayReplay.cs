using System.Diagnostics;
using Exchange.Sdk;

namespace Exchange.Cli.Replay;

/// <summary>
/// Replays an order flow through a running gateway, over one trading session: with a market and an account of its own,
/// whose names it draws. Needs an operator's token.
/// </summary>
internal sealed class GatewayReplay
{
    private readonly ExchangeClient _operator;
    private readonly CanonicalReports _reports;
    private readonly List<Event> _events = [];

    // What reports say of an order and events do not: its side and price.
    private readonly Dictionary<ulong, (byte Side, long Ticks)> _orders = [];
    private OrderFlow _flow = null!;
    private int _answered;

    public GatewayReplay(ExchangeClient client, CanonicalReports reports)
    {
        _operator = client;
        _reports = reports;
    }

    /// <summary>Replays all messages; returns the time from the first instruction to the last answer, in seconds.</summary>
    /// <exception cref="InvalidDataException">A message is refused that a sound order flow does not have.</exception>
    public async Task<double> RunAsync(OrderFlow flow, CancellationToken cancellation)
    {
        _flow = flow;
        var name = $"replay-{Guid.NewGuid():N}"[..24];
        await _operator.Markets.DefineAsync(
            new() { Id = name, Instrument = name, TickSize = "1", LotSize = "1", ContinuousBook = new() }, cancellation);
        await _operator.Accounts.DefineAsync(name, cancellation: cancellation);
        await using var session = await _operator.OpenSessionAsync(
            new() { Account = name, OnEvent = _events.Add, OnAnswer = Report }, cancellation);
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < flow.Messages.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            await session.SendAsync(Instruct(name, flow.Messages[i]));
        }
        await session.CloseAsync();
        var seconds = clock.Elapsed.TotalSeconds;
        return _answered == flow.Messages.Length
            ? seconds
            : throw new InvalidDataException($"The gateway answered {_answered} of {flow.Messages.Length} messages.");
    }

    private static Instruction Instruct(string market, in OrderFlowMessage message) => message.Type switch
    {
        OrderFlowType.New => new SubmitBid(market, new LimitOrder(
            message.Side == 0 ? Side.Buy : Side.Sell,
            message.Quantity,
            message.Ticks,
            message.ImmediateOrCancel != 0 ? TimeInForce.ImmediateOrCancel : TimeInForce.GoodTillCancelled))
        {
            Id = message.OrderId,
        },
        OrderFlowType.Cancel => new CancelOrder(market, message.OrderId),
        _ => new ReplaceOrder(market, message.OrderId, message.Quantity, message.Ticks, LosePriority: true),
    };

    /// <summary>Answers come in the order of the instructions, each after the events it caused.</summary>
    private void Report(Answer answer)
    {
        ref readonly var message = ref _flow.Messages[_answered++];
        ulong makerId = 0;
        foreach (var told in _events)
        {
            switch (told)
            {
                case Accepted:
                    _orders[message.OrderId] = (message.Side, message.Ticks);
                    _reports.Accepted(message.Sequence, message.Side, message.OrderId, message.Ticks, message.Quantity);
                    break;
                case Filled { Liquidity: Liquidity.Maker } maker:
                    makerId = maker.Id;
                    break;
                case Filled taker:
                    _reports.Trade(message.Sequence, (long)taker.Price, (long)taker.Quantity, makerId, taker.Id);
                    break;
                case Cancelled cancelled:
                    var (side, ticks) = _orders[cancelled.Id];
                    _reports.Cancelled(message.Sequence, side, cancelled.Id, ticks);
                    break;
                default:
                    break;
            }
        }
        // Reports stand by type: a replacement precedes its trades as an event and follows them as a report.
        if (_events.OfType<Replaced>().FirstOrDefault() is { } modified)
        {
            var side = _orders[modified.Id].Side;
            _orders[modified.Id] = (side, message.Ticks);
            _reports.Modified(message.Sequence, side, modified.Id, message.Ticks, message.Quantity);
        }
        if (!answer.IsAccepted)
        {
            Reject(message, answer);
        }
        _events.Clear();
    }

    private void Reject(in OrderFlowMessage message, Answer answer)
    {
        switch (message.Type)
        {
            case OrderFlowType.Cancel when answer.Reason == "UNKNOWN_ORDER":
                _reports.CancelRejected(message.Sequence, message.OrderId);
                break;
            case OrderFlowType.Modify when answer.Reason == "UNKNOWN_ORDER":
                _reports.ModifyRejected(message.Sequence, message.OrderId);
                break;
            default:
                throw new InvalidDataException(
                    $"Message {message.Sequence} was refused with {answer.Reason}: {answer.Detail}.");
        }
    }
}
