using System.Runtime.CompilerServices;

namespace Exchange.Engine.Hosting;

/// <summary>A slot of the input ring: a command record takes as many consecutive ones as it needs.</summary>
[InlineArray(Bytes)]
internal struct Slot
{
    public const int Bytes = 64;

    private byte _first;

    /// <summary>How many slots a record of a length takes.</summary>
    public static int CountFor(int lengthBytes) => (lengthBytes + Bytes - 1) / Bytes;
}
