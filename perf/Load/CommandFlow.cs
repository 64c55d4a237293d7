using Exchange.Cli.Replay;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing.ContinuousBook;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Numerics;

namespace Exchange.Load;

/// <summary>An order flow as command records of one account in a lit market, one after the other in memory.</summary>
internal sealed class CommandFlow
{
    private readonly byte[] _records;

    public CommandFlow(OrderFlow flow, ushort market = 0)
    {
        _records = new byte[flow.Messages.Length * Commands.OrderLength];
        var header = new CommandHeader { Account = 1, Session = 1, Market = market };
        for (var i = 0; i < flow.Messages.Length; i++)
        {
            Write(_records.AsSpan(i * Commands.OrderLength), header, flow.Messages[i]);
        }
    }

    public int Count => _records.Length / Commands.OrderLength;

    public ReadOnlySpan<byte> this[int index] => _records.AsSpan(index * Commands.OrderLength, Commands.OrderLength);

    /// <summary>Hands over the definitions that the flow needs.</summary>
    public static void Define(Action<ReadOnlyMemory<byte>> send, int markets = 1)
    {
        var record = new byte[Commands.MaxLength];
        var one = new FixedDecimal(FixedDecimal.One);
        Grid.TryCreate(one, one, out var grid);
        for (var number = 1; number <= markets; number++)
        {
            var market = new MarketDefinition(
                $"load {number}", "share", grid!, new ContinuousBookDefinition(), Trigger.Continuous, Disclosure.Lit, Charges.None);
            send(record.AsMemory(0, Commands.DefineMarket(record, default, market)));
        }
        send(record.AsMemory(0, Commands.DefineAccount(record, default, new("load", Holdings.Nothing, [], default))));
    }

    private static void Write(Span<byte> record, CommandHeader header, in OrderFlowMessage message)
    {
        switch (message.Type)
        {
            case OrderFlowType.New:
                var timeInForce = message.ImmediateOrCancel != 0
                    ? TimeInForce.ImmediateOrCancel
                    : TimeInForce.GoodTillCancelled;
                var order = Order.Limit((Side)message.Side, new(message.Quantity), new(message.Ticks), timeInForce);
                Commands.SubmitOrder(record, header, message.OrderId, order);
                break;
            case OrderFlowType.Cancel:
                Commands.CancelOrder(record, header, message.OrderId);
                break;
            default:
                var replacement = new Replacement(new(message.Quantity), new Price(message.Ticks), LosesPriority: true);
                Commands.ReplaceOrder(record, header, message.OrderId, replacement);
                break;
        }
    }
}
