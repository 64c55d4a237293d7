using System.Globalization;
using Exchange.Engine.Journal;
using Exchange.Gateway.Routing;
using Exchange.V1;
using Reason = Exchange.Engine.Bids.Reason;

namespace Exchange.Gateway.Tests;

/// <summary>How much happens in a week.</summary>
/// <param name="StepsPerDay">How often the clock moves in a day; every session market clears each time.</param>
/// <param name="InstructionsPerStep">How many instructions come between two of its moves.</param>
/// <param name="VisitsPerDay">How often somebody comes with a new token, trades over gRPC and leaves.</param>
internal sealed record WeekShape(int StepsPerDay, int InstructionsPerStep, int VisitsPerDay);

/// <summary>What a day left behind.</summary>
/// <param name="Footprint">Of the process and the router.</param>
/// <param name="StateBytes">The newest snapshot's size.</param>
/// <param name="DiskBytes">The data directory's.</param>
/// <param name="Instructions">Sent so far.</param>
internal sealed record DaysEnd(Footprint Footprint, long StateBytes, long DiskBytes, long Instructions);

/// <summary>
/// A week of an exchange with markets of every kind, in virtual time: the gateway with its journal, snapshots and pruning, orders
/// that enter, fill, expire and are cancelled, clearings, and traders who come and go. Whatever grows day after day is named.
/// </summary>
internal sealed class TradingWeek(TestGateway gateway, HandClock clock, string dataDirectory, WeekShape shape) : IDisposable
{
    private const int Days = 7;
    private const int SecondsPerDay = 86_400;
    private const int AnswersKept = 65_536;
    private const int Accounts = 6;
    private const int Seed = 7;

    private readonly Random _random = new(Seed);
    private readonly ulong[] _numbers = new ulong[Accounts + 1];
    private readonly List<TestCaller> _traders = [];
    private ulong _id;
    private long _sent;

    /// <summary>Called at every visit, for what a test wants to go wrong.</summary>
    public Action<TestGateway>? AtVisit { get; init; }

    /// <summary>What each day left.</summary>
    public List<DaysEnd> Ends { get; } = [];

    /// <summary>Lives the week.</summary>
    public async Task RunAsync()
    {
        await DefineAsync();
        FillAnswers();
        for (var day = 0; day < Days; day++)
        {
            for (var step = 0; step < shape.StepsPerDay; step++)
            {
                clock.Advance(SecondsPerDay * 1000 / shape.StepsPerDay);
                for (var i = 0; i < shape.InstructionsPerStep; i++)
                {
                    Send(1 + _random.Next(Accounts), Next());
                }
                if (step % (shape.StepsPerDay / shape.VisitsPerDay) == 0)
                {
                    await VisitAsync(step);
                }
            }
            Ends.Add(await EndDayAsync());
        }
    }

    /// <summary>
    /// What the last three days have more of than the third had: in the first, rings and pools fill; the tokens of a day are
    /// remembered until the second has ended, and the newest snapshot is of the day before. At some days' ends a snapshot is being
    /// written, which takes a kernel more: of the memory the least of the last days is compared with the most of the two before.
    /// </summary>
    public IEnumerable<string> Growth()
    {
        var (third, last) = (Ends[2], Ends[^1]);
        var days = Ends.TakeLast(3).ToArray();
        if (days.Min(end => end.Footprint.Bytes) > Math.Max(Ends[1].Footprint.Bytes, third.Footprint.Bytes) + (2 << 20))
        {
            yield return $"managed memory: {Column(end => end.Footprint.Bytes)}";
        }
        if (days.Min(end => end.Footprint.WorkingSet) > third.Footprint.WorkingSet + (96 << 20))
        {
            yield return $"working set: {Column(end => end.Footprint.WorkingSet)}";
        }
        if (days.Min(end => end.StateBytes) > third.StateBytes * 1.02)
        {
            yield return $"state: {Column(end => end.StateBytes)}";
        }
        if (days.Min(end => end.DiskBytes) > third.DiskBytes * 1.3)
        {
            yield return $"disk: {Column(end => end.DiskBytes)}";
        }
        if (last.Footprint.Handles > third.Footprint.Handles + 16)
        {
            yield return $"handles: {Column(end => end.Footprint.Handles)}";
        }
        if (last.Footprint.Threads > third.Footprint.Threads + 32)
        {
            yield return $"threads: {Column(end => end.Footprint.Threads)}";
        }
        if (last.Footprint.Held != third.Footprint.Held || last.Footprint.Calls != third.Footprint.Calls)
        {
            yield return $"held by the gateway: {third.Footprint.Held}, then {last.Footprint.Held}";
        }
    }

    /// <summary>The figures of all days, a line each.</summary>
    public string Table() => string.Join('\n', Ends.Select((end, day) => string.Create(
        CultureInfo.InvariantCulture,
        $"day {day + 1}: {end.Instructions} instructions, managed {end.Footprint.Bytes / 1e6:0.0} MB, working set {end.Footprint.WorkingSet / 1e6:0} MB, state {end.StateBytes / 1e6:0.000} MB, disk {end.DiskBytes / 1e6:0.0} MB, {end.Footprint.Handles} handles, {end.Footprint.Threads} threads, {end.Footprint.Held}")));

    public void Dispose() => _traders.ForEach(trader => trader.Dispose());

    // It may be deleted meanwhile: the journal is pruned.
    private static long LengthOf(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }

    private string Column(Func<DaysEnd, long> figure) => string.Join(' ', Ends.Select(figure));

    private async Task DefineAsync()
    {
        var every = (SecondsPerDay / (decimal)shape.StepsPerDay).ToString(CultureInfo.InvariantCulture);
        foreach (var (market, parts) in new[]
        {
            ("lit", """{"continuousBook":{},"disclosure":{"orders":true}}"""),
            ("safe", """{"continuousBook":{},"limits":true}"""),
            ("dark", """{"continuousBook":{},"disclosure":{"depth":"NONE","printDelay":"5"}}"""),
            ("batch", """{"callAuction":{"rationing":"RANDOM","seed":"01"},"trigger":{"every":"EVERY"}}"""),
            ("sigma", """{"conditionalAuction":{"sigma":"1"},"trigger":{"every":"EVERY"}}"""),
            ("size", """{"sizeDiscovery":{"value":"100","gamma":"0.1","rate":"0.1","traders":"10"},"reference":"batch","trigger":{"every":"EVERY"}}"""),
            ("workup", """{"workup":{"rationing":"TIME"},"reference":"batch","trigger":{"every":"EVERY"}}"""),
            ("cross", """{"referenceCross":{"rationing":"TIME"},"reference":"lit"}"""),
        })
        {
            await gateway.DefineSessionAsync(market, parts.Replace("EVERY", every));
        }
        for (var account = 1; account <= Accounts; account++)
        {
            _traders.Add(await gateway.DefineTraderAsync($"trader-{account}", cash: "1000000000", units: "1000000000"));
        }
    }

    /// <summary>Lets every session keep as many answers as it ever will.</summary>
    private void FillAnswers()
    {
        for (var account = 1; account <= Accounts; account++)
        {
            for (var i = 0; i < AnswersKept; i++)
            {
                Send(account, Say.Cancel(0, ulong.MaxValue));
            }
        }
    }

    private void Send(int account, Instruction instruction)
    {
        instruction.Number = ++_numbers[account];
        while (gateway.Instructions.TrySend(instruction, account, 1, isRepeat: false, out _) is { IsRefused: true } refusal)
        {
            Assert.Equal((Reason.Busy, instruction), (refusal.Reason, instruction));
            Thread.Yield();
        }
        _sent++;
    }

    private Instruction Next()
    {
        var id = ++_id;
        var side = _random.Next(2) == 0 ? Side.Buy : Side.Sell;
        var price = (100m + (_random.Next(-50, 50) / 100m)).ToString(CultureInfo.InvariantCulture);
        var quantity = _random.Next(1, 10).ToString(CultureInfo.InvariantCulture);
        var book = _random.Next(3) switch { 0 => "lit", 1 => "dark", _ => "safe" };
        switch (_random.Next(12))
        {
            case 0:
                return Say.CancelAll(0);
            case 1:
                return Say.Cancel(0, id - (ulong)_random.Next(20), book);
            case 2:
                return Say.Replace(0, id - (ulong)_random.Next(20), quantity, price, book);
            case 3:
                return Say.Limit(0, side, id, quantity, price, book, TimeInForce.Ioc);
            case 4:
                return Say.Market(0, side, id, quantity, book);
            case 5:
                var expiring = Say.Limit(0, side, id, quantity, price, book, TimeInForce.Gtd);
                expiring.Submit.Limit.Expires = ((clock.Now.Nanoseconds / 1_000_000_000) + _random.Next(1, 1000)).ToString(CultureInfo.InvariantCulture);
                return expiring;
            case 6:
                return Say.Limit(0, side, id, quantity, price, "batch");
            case 7:
                return Say.Schedule(0, id, $"99:{quantity} 101:-{quantity}", "batch");
            case 8:
                return Say.Conditional(0, id, price, "1", "sigma");
            case 9:
                return _random.Next(2) == 0
                    ? Say.Inventory(0, id, side == Side.Buy ? quantity : $"-{quantity}", "size")
                    : Say.Market(0, side, id, quantity, "workup");
            case 10:
                return new() { Submit = new() { Market = "cross", Id = id, Pegged = new() { Side = side, Quantity = quantity } } };
            default:
                return Say.Limit(0, side, id, quantity, price, book);
        }
    }

    /// <summary>Somebody gets a token for an hour, trades with it and leaves, in order or without a word.</summary>
    private async Task VisitAsync(int step)
    {
        var account = $"trader-{1 + _random.Next(Accounts)}";
        var expires = ((clock.Now.Nanoseconds / 1_000_000_000) + 3600).ToString(CultureInfo.InvariantCulture);
        var issued = await gateway.Operator.Accounts.IssueTokenAsync(
            new() { Role = Role.Trader, Account = account, Expires = expires }, gateway.Operator.Options);
        using var visitor = gateway.CallerApart(gateway.Caller(issued.Token, account));
        using var data = visitor.Subscribe("lit", "batch");
        using var session = new TestSession(visitor.Trading.Session(visitor.Options));
        await session.OpenAsync(new OpenSession { Account = account, Session = 2 + ((ulong)step % 3), CancelOnDisconnect = true, Grace = "10" });
        await data.ReadUntilAsync(() => data.HasSnapshot("lit"));
        await session.ActAsync(Say.Buy(session.Opened.LastNumber + 1, ++_id, "1", "99"));
        if (_random.Next(2) == 0)
        {
            await session.EndAsync();
        }
        if (_random.Next(3) == 0)
        {
            await gateway.Operator.Accounts.RevokeTokenAsync(new() { Number = issued.Number }, gateway.Operator.Options);
        }
        AtVisit?.Invoke(gateway);
    }

    private async Task<DaysEnd> EndDayAsync()
    {
        // Everything sent has been carried out and told once this is answered, and those who left are gone.
        await gateway.Operator.BalancesAsync("trader-1");
        await Until.TrueAsync(() => gateway.OpenCalls == 0);
        var journal = DataDirectory.FindJournal(dataDirectory);
        var before = Ends.Count == 0 ? 1 : Ends[^1].Instructions;
        Snapshot newest = default;
        await Until.TrueAsync(() => Snapshot.List(new DirectoryStorage(journal)) is [var first, ..] && (newest = first).Sequence >= before);
        return new(
            Footprint.Of(gateway),
            new FileInfo(Path.Combine(journal, newest.Name)).Length,
            new DirectoryInfo(dataDirectory).EnumerateFiles("*", SearchOption.AllDirectories).Sum(LengthOf),
            _sent);
    }
}
