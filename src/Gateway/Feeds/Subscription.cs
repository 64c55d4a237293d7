using System.Threading.Channels;

namespace Exchange.Gateway.Feeds;

/// <summary>
/// One stream of market data: the views whose markets have something new. Each stands in line once at most, so that the line is no
/// longer than the number of markets, whether anybody reads or not.
/// </summary>
internal sealed class Subscription
{
    private readonly Channel<MarketView> _ready = Channel.CreateUnbounded<MarketView>(new() { SingleReader = true });

    /// <summary>Says that a market has something new, or may have. Any thread; never waits.</summary>
    public void Notify(MarketView view)
    {
        if (view.TryEnterLine())
        {
            _ready.Writer.TryWrite(view);
        }
    }

    /// <summary>Waits until a market may have something new. The stream.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellation) => await _ready.Reader.WaitToReadAsync(cancellation);

    /// <summary>Adds what is new until the message is full. The stream.</summary>
    public void Read(Outgoing message)
    {
        while (!message.IsFull && _ready.Reader.TryRead(out var view))
        {
            view.LeaveLine();
            if (!view.Read(message))
            {
                Notify(view);
            }
        }
    }
}
