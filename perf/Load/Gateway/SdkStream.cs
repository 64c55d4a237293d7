using System.Threading.Channels;
using Exchange.Sdk;

namespace Exchange.Load.Gateway;

/// <summary>Instructions over a session of the client library, which puts together what leaves together.</summary>
internal sealed class SdkStream : TrafficStream
{
    // Above all that is ever in flight: the library's own bound is not what is measured.
    private const int MaxUnanswered = 1 << 20;

    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1)
    {
        FullMode = BoundedChannelFullMode.DropWrite,
        SingleReader = true,
        AllowSynchronousContinuations = true,
    });

    private readonly int _batch;
    private TradingSession _session = null!;
    private long _instructions;
    private long _answers;
    private long _fills;
    private string _refusal = "";

    private SdkStream(int batch) => _batch = batch;

    /// <summary>Opens a session.</summary>
    public static async Task<TrafficStream> OpenAsync(ExchangeClient client, string account, int batch)
    {
        var stream = new SdkStream(batch);
        stream._session = await client.OpenSessionAsync(new SessionOptions
        {
            Account = account,
            MaxUnanswered = MaxUnanswered,
            OnEvent = stream.OnEvent,
            OnAnswer = stream.OnAnswer,
        });
        return stream;
    }

    /// <inheritdoc/>
    public override async Task WriteAsync(bool isFollowed)
    {
        Written++;
        for (var i = 0; i < _batch; i++)
        {
            await _session.SendAsync(At(_instructions++));
        }
    }

    /// <inheritdoc/>
    public override async Task ReadAsync()
    {
        await _signal.Reader.ReadAsync();
        if (_refusal.Length > 0)
        {
            throw new InvalidOperationException($"The gateway refuses what is to be measured: {_refusal}.");
        }
        Filled = Volatile.Read(ref _fills);
        Answered = Volatile.Read(ref _answers) / _batch;
    }

    /// <inheritdoc/>
    public override long MessageOfFill(long fill) => ((fill + 1) * InstructionCycle.Length - 1) / _batch;

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => _session.DisposeAsync();

    private static Instruction At(long instruction)
    {
        var id = (ulong)instruction + 1;
        return (instruction % InstructionCycle.Length) switch
        {
            0 => Submit(Side.Buy, InstructionCycle.RestingPrice),
            1 => new CancelOrder(InstructionCycle.Market, id - 1),
            2 => Submit(Side.Sell, InstructionCycle.TradingPrice),
            _ => Submit(Side.Buy, InstructionCycle.TradingPrice),
        };

        SubmitBid Submit(Side side, decimal price) => new(InstructionCycle.Market, new LimitOrder(side, 1, price)) { Id = id };
    }

    private void OnEvent(Event told)
    {
        if (told is Filled { Liquidity: Liquidity.Taker })
        {
            Volatile.Write(ref _fills, _fills + 1);
        }
    }

    private void OnAnswer(Answer answer)
    {
        _refusal = answer.IsAccepted ? _refusal : answer.Reason;
        Volatile.Write(ref _answers, _answers + 1);
        _signal.Writer.TryWrite(true);
    }
}
