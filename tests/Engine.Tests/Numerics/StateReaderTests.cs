using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Numerics;

public class StateReaderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(int.MaxValue)]
    public void Read_WhatWasWritten_IsTheSameInAnyPieces(int most)
    {
        var longBytes = Enumerable.Range(0, 200_001).Select(i => (byte)i).ToArray();
        var bytes = StateBytes.Of(writer =>
        {
            writer.Write(long.MinValue);
            writer.Write(ulong.MaxValue);
            writer.Write(Int128.MinValue + 1);
            writer.Write("Größe");
            writer.Write(longBytes);
            writer.Write([]);
            writer.Write((long)Side.Sell);
            writer.Write(-1);
            writer.Write(1);
        });

        var reader = new StateReader(StateBytes.Source(bytes, most)) { AccountCount = 2 };

        Assert.Equal(long.MinValue, reader.ReadInt64());
        Assert.Equal(ulong.MaxValue, reader.ReadUInt64());
        Assert.Equal(Int128.MinValue + 1, reader.ReadInt128());
        Assert.Equal("Größe", reader.ReadString());
        Assert.Equal(longBytes, reader.ReadBytes(longBytes.Length));
        Assert.Empty(reader.ReadBytes(0));
        Assert.Equal(Side.Sell, reader.ReadEnum<Side>());
        Assert.False(reader.TryReadAccount(out _));
        Assert.Equal(1, reader.ReadAccount());
        reader.ReadEnd();
    }

    [Fact]
    public void Finish_WithAndWithoutASink_IsTheSameHash()
    {
        StateBytes.Of(Write, out var hash);
        using var writer = new StateWriter();
        Write(writer);
        Assert.Equal(writer.Finish(), hash);

        static void Write(StateWriter writer)
        {
            for (var i = 0; i < 10_000; i++)
            {
                writer.Write(i);
                writer.Write(new byte[i % 11]);
            }
        }
    }

    public static TheoryData<long, string> Refusals => new()
    {
        { 2, "bool" }, { -1, "bool" }, { 9, "index" }, { -1, "index" }, { 2, "side" }, { 258, "side" }, { -2, "moment" },
        { 1_000_000_001, "price" }, { 0, "size" }, { 4_000_000_001, "size" }, { 5, "account" }, { -2, "account" },
        { -1, "bytes" }, { 5, "bytes" }, { 1, "bytes" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Read_WhatWasNeverWritten_IsMalformed(long value, string read)
    {
        var reader = StateBytes.Reader(StateBytes.Of(writer => writer.Write(value)), accounts: 5);
        Assert.Throws<InvalidDataException>(() =>
        {
            _ = read switch
            {
                "bool" => reader.ReadBool() ? 1 : 0,
                "index" => reader.ReadIndex(9),
                "side" => (int)reader.ReadEnum<Side>(),
                "moment" => reader.ReadOptionalTimestamp()?.Nanoseconds ?? 0,
                "price" => reader.ReadOptionalPrice()?.Ticks ?? 0,
                "size" => reader.ReadSize(),
                "account" => reader.TryReadAccount(out var account) ? account : 0,
                _ => reader.ReadBytes(4).Length,
            };
        });
    }

    [Fact]
    public void ReadEnd_BeforeTheEnd_IsMalformed()
    {
        var bytes = StateBytes.Of(writer => writer.Write(1));
        Assert.Throws<InvalidDataException>(() => StateBytes.Reader(bytes).ReadEnd());
        var reader = StateBytes.Reader(bytes);
        reader.ReadInt64();
        reader.ReadEnd();
        Assert.Throws<InvalidDataException>(() => reader.ReadInt64());
    }
}
