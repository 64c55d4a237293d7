namespace Exchange.Bots;

/// <summary>
/// What one trader gains by trading, as an experimenter induces it. Quantities are signed: bought is above zero. Not safe for
/// concurrent use.
/// </summary>
public abstract class Valuation
{
    private protected Valuation()
    {
    }

    /// <summary>Whether there is nothing left to trade for.</summary>
    public abstract bool IsDone { get; }

    /// <summary>What was traded has gained if all of it had had this price: the trader's part of the realised surplus.</summary>
    /// <param name="price">A price.</param>
    public abstract decimal GainAt(decimal price);

    /// <summary>What the trader would gain at most at this price: its part of the maximum surplus.</summary>
    /// <param name="price">A price.</param>
    public abstract decimal BestGainAt(decimal price);

    /// <summary>Takes a trade in.</summary>
    /// <param name="quantity">Signed; zero for a clearing that gave nothing.</param>
    /// <exception cref="InvalidOperationException">The trader does not have as much.</exception>
    public abstract void Trade(decimal quantity);
}
