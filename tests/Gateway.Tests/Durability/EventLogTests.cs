using Exchange.Engine.Kernel;
using Exchange.Gateway.Routing;

namespace Exchange.Gateway.Tests;

/// <summary>The file of held events: a cache that must never tell what the journal does not say.</summary>
public sealed class EventLogTests
{
    [Fact]
    public void Cut_WhatTheJournalHasLost_IsGoneForGood()
    {
        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory.Path, "events");
        using (var log = EventLog.Open(path, capacity: 64))
        {
            for (var sequence = 1; sequence <= 3; sequence++)
            {
                log.Add(new Event { Kind = EventKind.Accepted, Account = 1, Sequence = sequence });
            }
            Assert.True(log.Cut(account: 1, last: 1));
            log.Flush();
        }

        // Other events have taken their numbers since, which the log lost in a crash.
        using var again = EventLog.Open(path, capacity: 64);
        Assert.False(again.Cut(account: 1, last: 3));
        Assert.Null(again.Read(account: 1, after: 0, upTo: 3));
        Assert.Single(again.Read(account: 1, after: 0, upTo: 1)!);
    }
}
