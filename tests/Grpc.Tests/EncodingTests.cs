using System.Buffers;
using System.IO.Pipelines;
using Grpc.Core;
using Grpc.Internal;

namespace Grpc.Tests;

public sealed class EncodingTests
{
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create<byte[]>((bytes, context) => context.Complete(bytes), context => context.PayloadAsNewBuffer());

    [Theory]
    [InlineData(1, "1u")]
    [InlineData(TimeSpan.TicksPerMillisecond, "1000u")]
    [InlineData(99_999_999 * TimeSpan.TicksPerMicrosecond, "99999999u")]
    [InlineData((99_999_999 * TimeSpan.TicksPerMicrosecond) + 1, "100000m")]
    [InlineData(TimeSpan.TicksPerDay, "86400000m")]
    [InlineData(TimeSpan.TicksPerDay * 365, "31536000S")]
    [InlineData(TimeSpan.TicksPerDay * 3650, "5256000M")]
    [InlineData(TimeSpan.TicksPerDay * 365 * 200, "1752000H")]
    [InlineData(0, "1u")]
    [InlineData(-5, "1u")]
    public void Timeout_Encode_IsTheFinestThatFits(long ticks, string expected) =>
        Assert.Equal(expected, TimeoutEncoding.Encode(new TimeSpan(ticks)));

    [Theory]
    [InlineData("1n", 0)]
    [InlineData("100n", 1)]
    [InlineData("1u", TimeSpan.TicksPerMicrosecond)]
    [InlineData("00000002m", 2 * TimeSpan.TicksPerMillisecond)]
    [InlineData("3S", 3 * TimeSpan.TicksPerSecond)]
    [InlineData("4M", 4 * TimeSpan.TicksPerMinute)]
    [InlineData("99999999H", 99_999_999 * TimeSpan.TicksPerHour)]
    public void Timeout_Decode_ReadsEveryUnit(string text, long ticks)
    {
        Assert.True(TimeoutEncoding.TryDecode(text, out var timeout));
        Assert.Equal(ticks, timeout.Ticks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("S")]
    [InlineData(" 5S")]
    [InlineData("5 S")]
    [InlineData("+5S")]
    [InlineData("123456789S")]
    [InlineData("5s")]
    public void Timeout_DecodeMalformed_IsFalse(string text) => Assert.False(TimeoutEncoding.TryDecode(text, out _));

    [Theory]
    [InlineData("plain ~text~", "plain ~text~")]
    [InlineData("100%", "100%25")]
    [InlineData("a\r\nb", "a%0D%0Ab")]
    [InlineData("é", "%C3%A9")]
    [InlineData("😀", "%F0%9F%98%80")]
    public void Message_Encode_AndBack(string text, string encoded)
    {
        Assert.Equal(encoded, PercentEncoding.Encode(text));
        Assert.Equal(text, PercentEncoding.Decode(encoded));
    }

    [Theory]
    [InlineData("%", "%")]
    [InlineData("%4", "%4")]
    [InlineData("%zz%41", "%zzA")]
    [InlineData("%c3%a9", "é")]
    public void Message_DecodeMalformed_KeepsWhatItCannotRead(string encoded, string text) =>
        Assert.Equal(text, PercentEncoding.Decode(encoded));

    [Theory]
    [InlineData("AAH+/w==", 1)]
    [InlineData("AAH+/w", 1)]
    [InlineData("AAH+/w, AAH+/w==", 2)]
    [InlineData("not base64!", 0)]
    public void Metadata_DecodeBinary_TakesBothPaddingsAndCommas(string value, int count)
    {
        var metadata = new Metadata();

        MetadataEncoding.Decode("key-bin", value, metadata);

        Assert.Equal(count, metadata.Count);
        Assert.All(metadata, entry => Assert.Equal([0, 1, 254, 255], entry.ValueBytes));
    }

    [Fact]
    public void Metadata_EncodeBinary_HasNoPadding() =>
        Assert.Equal("AAH+/w", MetadataEncoding.Encode(new Metadata.Entry("key-bin", [0, 1, 254, 255])));

    // However the bytes are cut into segments and reads, the messages come out as they went in.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Reader_RandomCuts_GiveTheSameMessages(int seed)
    {
        var random = new Random(seed);
        var sent = Enumerable.Range(0, 200).Select(_ => new byte[random.Next(5) == 0 ? random.Next(3000) : random.Next(20)]).ToList();
        sent.ForEach(random.NextBytes);
        var wire = new ArrayBufferWriter<byte>();
        var writer = new MessageWriter(wire, maxMessageSize: null);
        sent.ForEach(message => writer.Write(Bytes.ContextualSerializer, message));

        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0, minimumSegmentSize: 16, useSynchronizationContext: false));
        var feeding = Task.Run(async () =>
        {
            for (var rest = wire.WrittenMemory; !rest.IsEmpty;)
            {
                var cut = Math.Min(rest.Length, random.Next(1, 40));
                await pipe.Writer.WriteAsync(rest[..cut]);
                rest = rest[cut..];
            }

            await pipe.Writer.CompleteAsync();
        });

        var reader = new MessageReader<byte[]>(pipe.Reader, Bytes, maxMessageSize: null);
        var received = new List<byte[]>();
        while (await reader.ReadAsync())
        {
            received.Add(reader.Current);
        }

        await feeding;
        Assert.True(sent.Count == received.Count && sent.Zip(received).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second)), $"seed {seed}");
        Assert.False(await reader.ReadAsync());
    }

    [Fact]
    public async Task Reader_LengthOverTheLimit_FailsBeforeTheMessageComes()
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(new byte[] { 0, 0, 0, 0, 101 });
        var reader = new MessageReader<byte[]>(pipe.Reader, Bytes, maxMessageSize: 100);

        var failure = await Assert.ThrowsAsync<RpcException>(() => reader.ReadAsync());

        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
    }

    [Fact]
    public void Writer_MarshallerBreaksItsWord_IsABug()
    {
        var writer = new MessageWriter(new ArrayBufferWriter<byte>(), maxMessageSize: null);

        Assert.Throws<InvalidOperationException>(() => writer.Write<byte[]>(
            (bytes, context) =>
            {
                context.SetPayloadLength(bytes.Length + 1);
                context.GetBufferWriter().Write(bytes);
                context.Complete();
            },
            [1, 2, 3]));
        Assert.Throws<InvalidOperationException>(() => writer.Write<byte[]>((_, _) => { }, []));
    }

    [Fact]
    public void Writer_LengthNotSaid_IsCounted()
    {
        var output = new ArrayBufferWriter<byte>();

        new MessageWriter(output, maxMessageSize: null).Write<byte[]>(
            (bytes, context) =>
            {
                context.GetBufferWriter().Write(bytes);
                context.Complete();
            },
            [1, 2, 3]);

        Assert.Equal([0, 0, 0, 0, 3, 1, 2, 3], output.WrittenSpan.ToArray());
    }
}
