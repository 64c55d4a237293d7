using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Kernel;

/// <summary>
/// The first 40 bytes of every command record, as they lie in the ring and in the journal (little-endian). The payload
/// of the command's kind follows.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct CommandHeader
{
    /// <summary>The number for "every market" and "no market".</summary>
    public const ushort NoMarket = ushort.MaxValue;

    /// <summary>The header's size in bytes.</summary>
    public static readonly int Size = Unsafe.SizeOf<CommandHeader>();

    /// <summary>The record's size in bytes, this header included.</summary>
    public int Length;

    /// <summary>What the command asks for.</summary>
    public CommandKind Kind;

    private readonly byte _reserved;

    /// <summary>The market's number, or <see cref="NoMarket"/>.</summary>
    public ushort Market;

    /// <summary>The number of the account that acts or is meant.</summary>
    public int Account;

    private readonly int _reservedToo;

    /// <summary>When the command was sequenced. The kernel's time never goes back: an earlier stamp counts as the last.</summary>
    public Timestamp Time;

    /// <summary>The client session the answer goes to; 0: no answer is wanted.</summary>
    public ulong Session;

    /// <summary>The instruction number within the session, which makes a repeat safe; 0: not protected. A query's ticket.</summary>
    public ulong Number;

    /// <summary>Reads the header of a record.</summary>
    public static ref readonly CommandHeader Of(ReadOnlySpan<byte> record) =>
        ref MemoryMarshal.AsRef<CommandHeader>(record);
}
