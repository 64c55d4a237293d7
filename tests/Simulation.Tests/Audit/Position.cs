using Exchange.Sdk;

namespace Exchange.Simulation.Tests.Audit;

/// <summary>What an account has by its deposits and by what it was told of its trades. The markets charge nothing.</summary>
internal sealed class Position
{
    public decimal Cash { get; set; }

    public decimal Units { get; set; }

    public void Add(Event told)
    {
        if (told is Filled fill)
        {
            var bought = fill.Side == Side.Buy ? fill.Quantity : -fill.Quantity;
            Units += bought;
            Cash -= bought * fill.Price;
        }
        else if (told is Allocated allocated)
        {
            Units += allocated.Quantity;
            Cash += allocated.Cash;
        }
    }
}
