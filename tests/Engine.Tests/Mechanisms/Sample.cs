namespace Exchange.Engine.Tests.Mechanisms;

/// <summary>Independent draws of a random number.</summary>
internal sealed class Sample
{
    private int _count;
    private double _sum;
    private double _squares;

    public double Mean => _sum / _count;

    /// <summary>The standard deviation of a draw.</summary>
    public double Deviation => Math.Sqrt((_squares / _count) - (Mean * Mean));

    /// <summary>The standard deviation of the mean.</summary>
    public double StandardError => Deviation / Math.Sqrt(_count);

    public void Add(double value)
    {
        _count++;
        _sum += value;
        _squares += value * value;
    }
}
