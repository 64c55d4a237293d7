using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Kernel;

/// <content>The state: everything that future behaviour depends on, hashed, written and read back.</content>
public sealed partial class ExchangeKernel
{
    /// <summary>The version of the layout of a written state: a state of another is not read.</summary>
    public const int StateVersion = 2;

    /// <summary>A hash of everything that future behaviour depends on, 64 hexadecimal digits.</summary>
    public string StateHash() => WriteState(sink: null);

    /// <summary>Writes the state, of which it returns the hash.</summary>
    public string WriteState(StateSink? sink) => WriteState(RulesVersion, sink);

    /// <summary>
    /// An exchange of the state that was written: it goes on as the other would have. Under other rules than the state's it
    /// goes on by its own.
    /// </summary>
    /// <param name="source">The bytes of the state, and nothing else.</param>
    /// <param name="stateHash">What the hash was when it was written.</param>
    /// <exception cref="InvalidDataException">These are not the bytes of a state with this hash.</exception>
    /// <exception cref="IOException">The source failed.</exception>
    public static ExchangeKernel ReadState(StateSource source, string stateHash)
    {
        var kernel = new ExchangeKernel();
        try
        {
            var reader = new StateReader(source);
            var rulesVersion = reader.ReadCount();
            kernel.ReadState(reader);
            reader.ReadEnd();
            // What has been read is what was written only if it writes the same again.
            var hash = kernel.WriteState(rulesVersion, sink: null);
            return hash == stateHash ? kernel : throw StateReader.Malformed($"what was read has the hash {hash}, not {stateHash}");
        }
        catch (Exception e) when (e is not (InvalidDataException or IOException or OutOfMemoryException))
        {
            // The parts trust what they are given as they trust commands, and stumble over what nobody wrote.
            throw new InvalidDataException($"the state is malformed: {e.Message}", e);
        }
    }

    private string WriteState(int rulesVersion, StateSink? sink)
    {
        using var writer = new StateWriter(sink);
        writer.Write(rulesVersion);
        writer.Write(Sequence);
        writer.Write(Now.Nanoseconds);
        Catalog.WriteState(writer);
        _ledger.WriteState(writer);
        _reservations.WriteState(writer);
        _blocks.WriteState(writer);
        _presence.WriteState(writer);
        foreach (var market in _markets)
        {
            market.WriteState(writer);
        }
        _timers.WriteState(writer);
        _sessions.WriteState(writer);
        return writer.Finish();
    }

    private void ReadState(StateReader reader)
    {
        Sequence = reader.ReadInt64();
        Now = reader.ReadTimestamp();
        Catalog.ReadState(reader);
        _ledger.ReadState(reader);
        ListInstruments(default);
        if (_ledger.AccountCount != Catalog.AccountCount || !_ledger.IsConserved())
        {
            throw StateReader.Malformed("the accounts do not add up");
        }
        for (var account = 0; account < Catalog.AccountCount; account++)
        {
            _reservations.SetLimits(account, Catalog.Account(account).Limits);
        }
        _reservations.ReadState(reader);
        _blocks.ReadState(reader);
        _presence.ReadState(reader);
        for (var number = 0; number < Catalog.MarketCount; number++)
        {
            var market = _definitions.Open(Catalog.Market(number), default);
            Follow(market);
            market.ReadState(reader);
            NoteExpiry(market);
        }
        _timers.ReadState(reader, _markets);
        _sessions.ReadState(reader);
    }
}
