using System.Runtime.InteropServices;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;

namespace Exchange.Engine.Tests.Kernel.Dark;

/// <summary>One of two exchanges, and all that it says to anybody but the insiders.</summary>
internal sealed class DarkWorld
{
    private readonly byte[] _record = new byte[Commands.MaxLength];

    public ExchangeKernel Kernel { get; } = new();

    public ContinuousMarket Dark => (ContinuousMarket)Kernel.Markets[DarkFlow.Dark];

    /// <summary>What outsiders and the public have heard.</summary>
    public List<Event> Heard { get; } = [];

    /// <summary>How many fills the insiders had.</summary>
    public int HiddenFills { get; private set; }

    /// <summary>How many fills the outsiders had in the dark.</summary>
    public int DarkFills { get; private set; }

    /// <summary>Fires the timers due, as a host does, and then applies a command.</summary>
    public void Play(in Move move)
    {
        while (Kernel.NextDue <= move.At)
        {
            var header = new CommandHeader { Time = Kernel.NextDue, Market = CommandHeader.NoMarket };
            Hear(Kernel.Apply(_record.AsSpan(0, Commands.Advance(_record, header))));
        }
        Hear(Kernel.Apply(move.Record));
    }

    private void Hear(ReadOnlySpan<Event> events)
    {
        foreach (ref readonly var e in events)
        {
            var isFill = e.Kind == EventKind.Filled && e.Market == DarkFlow.Dark;
            if (e.Account > DarkFlow.Outsiders)
            {
                HiddenFills += isFill ? 1 : 0;
                continue;
            }
            DarkFills += isFill ? 1 : 0;
            // The place of the command among all is on no message: a test of the gateway's says so.
            var heard = e;
            heard.Command = 0;
            Heard.Add(heard);
        }
    }

    /// <summary>Where two have heard different things; null: nowhere.</summary>
    public static string? Difference(DarkWorld one, DarkWorld other)
    {
        var these = Bytes(one);
        var those = Bytes(other);
        if (these.SequenceEqual(those))
        {
            return null;
        }
        var same = these.CommonPrefixLength(those) / Marshal.SizeOf<Event>();
        return $"heard {one.Text(same)}, and with more in the dark {other.Text(same)}";
    }

    private static ReadOnlySpan<byte> Bytes(DarkWorld world) => MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(world.Heard));

    private string Text(int index)
    {
        if (index >= Heard.Count)
        {
            return "nothing";
        }
        var e = Heard[index];
        return $"\"{EventText.Line(e, Kernel.Catalog)}\" (at {e.Time.Nanoseconds}, sequence {e.Sequence})";
    }
}
