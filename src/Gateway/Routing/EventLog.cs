using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Exchange.Engine.Kernel;
using Grpc.Core;

namespace Exchange.Gateway.Routing;

/// <summary>
/// The last private events of all accounts, so that a client that lost its connection finds what it missed: a ring in a
/// mapped file, in which every event points to the one of its account before it. It is a cache of what a replay of the
/// journal would produce. What of it a crash damaged is no longer held, and what the journal has lost is cut off when the
/// exchange comes up; what the log has lost, recovery's replay brings. One thread adds; any thread reads.
/// </summary>
internal sealed class EventLog : IDisposable
{
    private const long Magic = 0x31474F4C544E5645; // EVNTLOG1
    private const int HeaderSize = 4096;
    private const int AllocationBytes = 1 << 20;

    // Places count from one, so that a mapped page nobody has written holds none.
    private const long None = 0;

    private static readonly int EventSize = Unsafe.SizeOf<Event>();
    private static readonly int LinkSize = Unsafe.SizeOf<Link>();

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly int _capacity;

    // By account: the place of its last event.
    private long[] _heads = [];
    private long _next = 1;

    private EventLog(MemoryMappedFile file, int capacity)
    {
        _file = file;
        _capacity = capacity;
        _view = file.CreateViewAccessor(0, SizeOf(capacity));
    }

    /// <summary>A log that lives as long as the process.</summary>
    /// <param name="capacity">How many events it holds.</param>
    public static EventLog InMemory(int capacity) =>
        new(MemoryMappedFile.CreateNew(mapName: null, SizeOf(capacity)), capacity);

    /// <summary>
    /// The log in a file, which is made if it is not there or not one of this capacity. The file has all its room on the disk
    /// then: a mapped page for which there is none would end the process.
    /// </summary>
    /// <exception cref="IOException">The file cannot be made, or there is no room for it.</exception>
    public static EventLog Open(string path, int capacity)
    {
        if (!File.Exists(path) || new FileInfo(path).Length != SizeOf(capacity))
        {
            File.Delete(path);
        }
        Allocate(path, SizeOf(capacity));
        var log = new EventLog(MemoryMappedFile.CreateFromFile(path, FileMode.Open), capacity);
        log.Load();
        return log;
    }

    /// <summary>Whether it has never held anything.</summary>
    public bool IsEmpty => _next == 1;

    /// <summary>Adds an account's next event. The release thread.</summary>
    public void Add(in Event added)
    {
        var place = _next++;
        var previous = HeadOf(added.Account);
        var slot = place % _capacity;
        // Whoever reads the slot meanwhile finds a place that is not the one he looks for.
        Interlocked.MemoryBarrier();
        Write(slot, new Link { Place = None, Previous = None });
        Interlocked.MemoryBarrier();
        var copy = added;
        _view.Write(HeaderSize + (slot * EventSize), ref copy);
        Interlocked.MemoryBarrier();
        Write(slot, new Link { Place = place, Previous = previous });
        SetHead(added.Account, place);
    }

    /// <summary>Adds what recovery replayed, unless it is held. Before anything else is added.</summary>
    public void Restore(in Event replayed)
    {
        var last = TryRead(HeadOf(replayed.Account), out var held, out _) ? held.Sequence : 0;
        if (last >= replayed.Sequence)
        {
            return;
        }
        if (last != replayed.Sequence - 1)
        {
            // What is between is lost: nothing before this can be told without a gap.
            SetHead(replayed.Account, None);
        }
        Add(replayed);
    }

    /// <summary>Cuts off what an account was told beyond its last event: the journal has lost what it came from.</summary>
    /// <returns>Whether there was anything, which is gone for good after <see cref="Flush"/>.</returns>
    public bool Cut(int account, long last)
    {
        var head = HeadOf(account);
        var wasAny = false;
        while (TryRead(head, out var held, out var previous) && (held.Sequence > last || held.Account != account))
        {
            // Else a crash that loses what comes in its place would bring it back.
            Write(head % _capacity, new Link { Place = None, Previous = None });
            (head, wasAny) = (previous, true);
        }
        SetHead(account, TryRead(head, out _, out _) ? head : None);
        return wasAny;
    }

    /// <summary>Has all of it on the disk.</summary>
    public void Flush() => _view.Flush();

    /// <summary>An account's events after one and up to another, oldest first; null when not all of them are held.</summary>
    public List<Event>? Read(int account, long after, long upTo)
    {
        var found = new List<Event>((int)Math.Min(Math.Max(0, upTo - after), _capacity));
        var expected = long.MaxValue;
        for (var place = HeadOf(account); expected > after + 1 && upTo > after;)
        {
            if (!TryRead(place, out var held, out place) || held.Account != account
                || (expected != long.MaxValue && held.Sequence != expected - 1))
            {
                return null;
            }
            expected = held.Sequence;
            if (expected <= upTo)
            {
                found.Add(held);
            }
        }
        found.Reverse();
        return found.Count == Math.Max(0, upTo - after) ? found : null;
    }

    /// <summary>As <see cref="Read"/>, for a client that says what it knows.</summary>
    /// <exception cref="RpcException">OUT_OF_RANGE: not all of them are held, or the client knows more than was told.</exception>
    public List<Event> ReadMissed(int account, long after, long last) => after > last
        ? throw new RpcException(new Status(
            StatusCode.OutOfRange, $"the account's last event is {last}: there is none to resume after {after}"))
        : Read(account, after, last) ?? throw new RpcException(new Status(
            StatusCode.OutOfRange, $"not all events after {after} are held any more: open without resume_after"));

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }

    // Every block is written, with what it holds: a file may have holes that were never filled, or that a copy has made.
    private static void Allocate(string path, long size)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        using var stream = new FileStream(path, options);
        var file = stream.SafeFileHandle;
        var block = new byte[AllocationBytes];
        for (long offset = 0; offset < size; offset += block.Length)
        {
            var bytes = block.AsSpan(0, (int)Math.Min(block.Length, size - offset));
            bytes[RandomAccess.Read(file, bytes, offset)..].Clear();
            RandomAccess.Write(file, bytes, offset);
        }
    }

    private static long SizeOf(int capacity) => HeaderSize + ((long)capacity * (EventSize + LinkSize));

    private long HeadOf(int account)
    {
        var heads = Volatile.Read(ref _heads);
        return account < heads.Length ? Volatile.Read(ref heads[account]) : None;
    }

    private void SetHead(int account, long place)
    {
        if (account >= _heads.Length)
        {
            var grown = new long[Math.Max(account + 1, Math.Max(64, _heads.Length * 2))];
            _heads.CopyTo(grown, 0);
            Volatile.Write(ref _heads, grown);
        }
        Volatile.Write(ref _heads[account], place);
    }

    private bool TryRead(long place, out Event held, out long previous)
    {
        (held, previous) = (default, None);
        if (place == None)
        {
            return false;
        }
        var slot = place % _capacity;
        var link = ReadLink(slot);
        Interlocked.MemoryBarrier();
        _view.Read(HeaderSize + (slot * EventSize), out held);
        Interlocked.MemoryBarrier();
        previous = link.Previous;
        return link.Place == place && ReadLink(slot).Place == place;
    }

    private Link ReadLink(long slot)
    {
        _view.Read(HeaderSize + ((long)_capacity * EventSize) + (slot * LinkSize), out Link link);
        return link;
    }

    private void Write(long slot, Link link) =>
        _view.Write(HeaderSize + ((long)_capacity * EventSize) + (slot * LinkSize), ref link);

    /// <summary>Finds the last event of every account in what a run before this one left.</summary>
    private void Load()
    {
        if (_view.ReadInt64(0) != Magic)
        {
            _view.Write(0, Magic);
            return;
        }
        for (var slot = 0L; slot < _capacity; slot++)
        {
            var place = ReadLink(slot).Place;
            if (place % _capacity == slot && TryRead(place, out var held, out _) && held is { Account: >= 0, Sequence: > 0 })
            {
                _next = Math.Max(_next, place + 1);
                SetHead(held.Account, Math.Max(HeadOf(held.Account), place));
            }
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Link
    {
        /// <summary>The event's place, counted over all events from one.</summary>
        public long Place;

        /// <summary>The place of the account's event before it.</summary>
        public long Previous;
    }
}
