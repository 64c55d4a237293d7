using System.Security.Cryptography;
using Exchange.Engine.Journal;

namespace Exchange.Engine.Tests.Journal;

public sealed class SnapshotFileTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1 << 20)]
    [InlineData((3 << 20) + 17)]
    public void Read_WhatWasWritten_IsTheSame(int length)
    {
        var disk = new SimulatedDisk();
        byte[] state = State(length);

        Snapshot snapshot = Write(disk, 7, state);

        using (SnapshotReader reader = SnapshotReader.Open(disk, snapshot))
        {
            Assert.Equal(Header(7, state), reader.Header);
            Assert.Equal(state, ReadAll(reader));
        }
        using SnapshotReader again = SnapshotReader.Open(disk, snapshot);
        again.Check();
        Assert.Equal("00000000000000000007.snapshot", Assert.Single(disk.List()));
        Assert.Equal(snapshot, Assert.Single(Snapshot.List(disk)));
        Assert.Empty(JournalSegment.List(disk));
    }

    [Fact]
    public void List_ManyFiles_AreTheSnapshotsNewestFirst()
    {
        var disk = new SimulatedDisk();
        foreach (int sequence in new[] { 5, 100, 20 })
            Write(disk, sequence, State(10));
        disk.Create("notes.snapshot").Dispose();
        disk.Create("00000000000000000000.snapshot").Dispose();
        Assert.Equal([new(100), new(20), new(5)], Snapshot.List(disk));
    }

    [Fact]
    public void Read_AnyByteChanged_IsDamage()
    {
        var disk = new SimulatedDisk();
        Snapshot snapshot = Write(disk, 7, State(300));
        byte[] good = disk.Bytes(snapshot.Name);
        for (int i = 0; i < good.Length; i++)
        {
            byte[] damaged = [.. good];
            damaged[i] ^= 0x10;
            disk.Replace(snapshot.Name, damaged);
            AssertDamaged(disk, snapshot);
        }
    }

    [Fact]
    public void Read_CutOrLengthenedOrRenamed_IsDamage()
    {
        var disk = new SimulatedDisk();
        Snapshot snapshot = Write(disk, 7, State(3000));
        byte[] good = disk.Bytes(snapshot.Name);
        for (int length = 0; length < good.Length; length += 11)
        {
            disk.Replace(snapshot.Name, good[..length]);
            AssertDamaged(disk, snapshot);
        }
        disk.Replace(snapshot.Name, [.. good, 0]);
        AssertDamaged(disk, snapshot);
        disk.Replace(new Snapshot(8).Name, good);
        AssertDamaged(disk, new Snapshot(8));
    }

    [Fact]
    public void Read_AnotherHash_IsDamage()
    {
        var disk = new SimulatedDisk();
        byte[] state = State(100);
        using (var writer = new SnapshotWriter(disk))
        {
            writer.Append(state);
            writer.Finish(Header(7, State(99)) with { StateBytes = 100 });
        }
        AssertDamaged(disk, new Snapshot(7));
    }

    [Fact]
    public void Write_PowerLostAtAnyOperation_LeavesAWholeSnapshotOrNone()
    {
        byte[] state = State((2 << 20) + 5);
        int survived = 0;
        for (int operations = 1; survived == 0; operations++)
        {
            foreach (double keep in new[] { 0, 0.5, 1 })
            {
                var disk = new SimulatedDisk { OperationsUntilCrash = operations };
                bool isWritten = TryWrite(disk, 7, state);
                disk.Crash(new Random(operations), 512, keep);
                survived += isWritten ? 1 : 0;
                Assert.True(!isWritten || Snapshot.List(disk).Count == 1, $"lost though written, after {operations}");
                foreach (Snapshot snapshot in Snapshot.List(disk))
                {
                    using SnapshotReader reader = SnapshotReader.Open(disk, snapshot);
                    Assert.Equal(state, ReadAll(reader));
                }
                Assert.True(TryWrite(disk, 8, state), "what was left is in the way");
            }
        }
    }

    [Fact]
    public void Write_DiskFull_GivesTheRoomBack()
    {
        var disk = new SimulatedDisk { CapacityBytes = 3 << 20 };
        Assert.False(TryWrite(disk, 7, State(5 << 20)));
        Assert.Empty(disk.List());
    }

    private static void AssertDamaged(SimulatedDisk disk, Snapshot snapshot)
    {
        Assert.Throws<InvalidDataException>(() =>
        {
            using SnapshotReader reader = SnapshotReader.Open(disk, snapshot);
            reader.Check();
        });
    }

    private static bool TryWrite(SimulatedDisk disk, long sequence, byte[] state)
    {
        try
        {
            Write(disk, sequence, state);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static Snapshot Write(SimulatedDisk disk, long sequence, byte[] state)
    {
        using var writer = new SnapshotWriter(disk);
        for (int i = 0; i < state.Length; i += 700_001)
            writer.Append(state.AsSpan(i, Math.Min(700_001, state.Length - i)));
        return writer.Finish(Header(sequence, state));
    }

    private static SnapshotHeader Header(long sequence, byte[] state) =>
        new(2, 3, sequence, 1_234, state.Length, Convert.ToHexStringLower(SHA256.HashData(state)));

    private static byte[] State(int length)
    {
        byte[] state = new byte[length];
        new Random(length).NextBytes(state);
        return state;
    }

    private static byte[] ReadAll(SnapshotReader reader)
    {
        var all = new List<byte>();
        byte[] part = new byte[100_000];
        for (int count = reader.Read(part); count > 0; count = reader.Read(part))
            all.AddRange(part.AsSpan(0, count));
        return [.. all];
    }
}
