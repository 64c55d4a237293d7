namespace Exchange.Engine.Numerics;

/// <summary>
/// A sum of doubles with what rounding took off it (Neumaier 1974), so that taking out again what was put in loses
/// nothing. Depends on the order of the terms in the last bit only, and on nothing else.
/// </summary>
internal struct CompensatedSum
{
    private double _sum;
    private double _rest;

    public readonly double Value => _sum + _rest;

    public void Add(double term)
    {
        var sum = _sum + term;
        _rest += Math.Abs(_sum) >= Math.Abs(term) ? (_sum - sum) + term : (term - sum) + _sum;
        _sum = sum;
    }
}
