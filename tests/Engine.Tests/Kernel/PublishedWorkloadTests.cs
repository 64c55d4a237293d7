using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Exchange.Engine.Bids;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Kernel;

/// <summary>
/// Order flow whose trades independent engines in several languages agree on, so that the answer is nobody's here:
/// scenario "normal" of flash1-dev/matching-engine-benchmark, seed 23.
/// </summary>
public class PublishedWorkloadTests
{
    private const int HeaderLength = 16;
    private const int MessageLength = 40;

    [Fact]
    public void Kernel_NormalFlow_GivesThePublishedReports()
    {
        var kernel = new ExchangeKernel();
        var record = new byte[Commands.MaxLength];
        kernel.Apply(record.AsSpan(0, Commands.DefineMarket(record, default, KernelBench.Definition("book"))));
        var trader = new AccountDefinition("trader", Holdings.Nothing, [], default);
        kernel.Apply(record.AsSpan(0, Commands.DefineAccount(record, default, trader)));

        var reports = new List<(long Sequence, int Type, string Line)>();
        var flow = ReadFlow();
        for (var at = HeaderLength; at < flow.Length; at += MessageLength)
        {
            var message = flow.AsSpan(at, MessageLength);
            var events = kernel.Apply(record.AsSpan(0, Encode(record, message)));
            AddReports(reports, events, message);
        }

        Assert.Equal(BinaryPrimitives.ReadInt32LittleEndian(flow.AsSpan(12)), (flow.Length - HeaderLength) / MessageLength);
        Assert.Equal(415, reports.Count(report => report.Type == 1));
        var text = string.Join('\n', reports.OrderBy(r => r.Sequence).ThenBy(r => r.Type).Select(r => r.Line));
        Assert.Equal(
            "fb91d8c1ab5f656eb9a7eed8f7c109c455e57fe75e4f35684b1a0bf60c30a0a8",
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
        Assert.True(kernel.IsConserved());
    }

    private static byte[] ReadFlow()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "data", "normal-10k.bin.gz");
        using var file = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var flow = new MemoryStream();
        file.CopyTo(flow);
        return flow.ToArray();
    }

    private static int Encode(byte[] record, ReadOnlySpan<byte> message)
    {
        var header = new CommandHeader { Account = 1 };
        var quantity = new Quantity(BinaryPrimitives.ReadUInt32LittleEndian(message[4..]));
        var id = BinaryPrimitives.ReadUInt64LittleEndian(message[16..]);
        var price = new Price(BinaryPrimitives.ReadInt64LittleEndian(message[24..]));
        var lives = message[2] == 1 ? TimeInForce.ImmediateOrCancel : TimeInForce.GoodTillCancelled;
        return message[0] switch
        {
            0 => Commands.SubmitOrder(record, header, id, Order.Limit((Side)message[1], quantity, price, lives)),
            1 => Commands.CancelOrder(record, header, id),
            _ => Commands.ReplaceOrder(record, header, id, new(quantity, price, LosesPriority: true)),
        };
    }

    private static void AddReports(
        List<(long Sequence, int Type, string Line)> reports, ReadOnlySpan<Event> events, ReadOnlySpan<byte> message)
    {
        var sequence = BinaryPrimitives.ReadInt64LittleEndian(message[8..]);
        for (var i = 0; i < events.Length; i++)
        {
            ref readonly var e = ref events[i];
            (int Type, string Fields)? report = e.Kind switch
            {
                EventKind.Accepted => (0, $"{message[1]},{e.Id},{Price(message)},{Quantity(message)}"),
                EventKind.Filled when e.Liquidity == Liquidity.Maker =>
                    (1, $"{e.Price.Ticks},{e.Quantity.Lots},{e.Id},{events[i + 1].Id}"),
                EventKind.Cancelled => (2, $"{(int)e.Side},{e.Id},{e.Price.Ticks}"),
                EventKind.Replaced => (3, $"{(int)e.Side},{e.Id},{e.Price.Ticks},{e.Quantity.Lots}"),
                EventKind.Rejected => (message[0] == 1 ? 4 : 5, $"{e.Id}"),
                _ => null,
            };
            if (report is var (type, fields))
            {
                reports.Add((sequence, type, $"{type},{sequence},{fields}"));
            }
        }
    }

    private static long Price(ReadOnlySpan<byte> message) => BinaryPrimitives.ReadInt64LittleEndian(message[24..]);

    private static uint Quantity(ReadOnlySpan<byte> message) => BinaryPrimitives.ReadUInt32LittleEndian(message[4..]);
}
