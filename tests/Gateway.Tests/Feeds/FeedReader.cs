using System.Buffers;
using Exchange.Gateway.Feeds;
using Exchange.Gateway.Mapping;
using Exchange.V1;
using Grpc.Core;

namespace Exchange.Gateway.Tests.Feeds;

/// <summary>One subscriber, who reads when told to and compares what it then knows with what the public could see.</summary>
internal sealed class FeedReader(FeedBench bench, Subscription subscription, FeedDetail detail)
    : MarketPictures(isTop: detail == FeedDetail.Top)
{
    private readonly Outgoing _message = new();

    public ulong Sequence => SequenceOf(FeedBench.Market);

    /// <summary>Reads one message, of which there may be none; false then.</summary>
    public bool Read()
    {
        _message.Clear();
        subscription.Read(_message);
        if (_message.ByteCount == 0)
        {
            return false;
        }
        var bytes = new Bytes();
        Outgoing.Marshaller.ContextualSerializer(_message, bytes);
        foreach (var update in SubscribeResponse.Parser.ParseFrom(bytes.Written).Updates)
        {
            Apply(update);
            Check(update);
        }
        return true;
    }

    /// <summary>Reads until it knows all.</summary>
    public void ReadToEnd()
    {
        bench.Settle();
        while (Read())
        {
            // As much as there is.
        }
        Assert.Equal(IsTop ? PublicBook.TopOf(bench.Text) : bench.Text, Say.Text(BookOf(FeedBench.Market)));
        Assert.Equal(bench.Statistics, StatisticsOf(FeedBench.Market));
        Assert.Equal(MarketMapping.Write(bench.Phase), PhaseOf(FeedBench.Market));
    }

    // Between parts of a snapshot nothing is known; of best prices, what a round of updates left.
    private void Check(MarketUpdate update)
    {
        if (bench.KeepsHistory && HasSnapshot(FeedBench.Market) && update.Snapshot?.Part is not { IsLast: false } && (!IsTop || update.Event is null))
        {
            var there = bench.History[Sequence];
            Assert.Equal(IsTop ? PublicBook.TopOf(there) : there, Say.Text(BookOf(FeedBench.Market)));
            if (detail == FeedDetail.Orders && bench.ShowsOrders)
            {
                Assert.Equal(bench.OrderHistory[Sequence], OrdersOf(FeedBench.Market));
            }
        }
    }

    private sealed class Bytes : SerializationContext
    {
        private readonly ArrayBufferWriter<byte> _buffer = new();
        private int _length;

        public byte[] Written => _buffer.WrittenSpan.ToArray();

        public override void SetPayloadLength(int payloadLength) => _length = payloadLength;

        public override IBufferWriter<byte> GetBufferWriter() => _buffer;

        public override void Complete() => Assert.Equal(_length, _buffer.WrittenCount);

        public override void Complete(byte[] payload) => throw new NotSupportedException();
    }
}
