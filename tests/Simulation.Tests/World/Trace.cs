namespace Exchange.Simulation.Tests.World;

/// <summary>What happened, as one number: two runs that took the same course have the same.</summary>
internal sealed class Trace
{
    private const ulong Prime = 1_099_511_628_211;

    /// <summary>The hash of all that was added.</summary>
    public ulong Hash { get; private set; } = 14_695_981_039_346_656_037;

    /// <summary>How much was added.</summary>
    public long Length { get; private set; }

    public void Add(long value)
    {
        unchecked
        {
            for (var i = 0; i < 8; i++)
            {
                Hash = (Hash ^ (byte)(value >> (8 * i))) * Prime;
            }
        }
        Length++;
    }

    public void Add(string text)
    {
        foreach (var letter in text)
        {
            Add(letter);
        }
    }
}
