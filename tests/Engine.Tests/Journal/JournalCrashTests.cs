using Exchange.Engine.Journal;

namespace Exchange.Engine.Tests.Journal;

/// <summary>
/// Random lives of a journal: sessions that end in a loss of power at any operation, with any part of what was not
/// synced lost. A model holds what was appended; records differ from session to session, so that a stale one shows.
/// </summary>
public sealed class JournalCrashTests
{
    private static readonly int[] SectorBytes = [64, 512, 4096];
    private static readonly double[] Keep = [0, 0.1, 0.5, 0.9, 1];

    [Theory]
    [InlineData(Durability.Sync, 1, 4000)]
    [InlineData(Durability.Async, 100_001, 300)]
    [InlineData(Durability.None, 200_001, 300)]
    public void Crash_AtAnyOperation_KeepsWhatWasDurable(Durability durability, int firstSeed, int seeds)
    {
        for (int seed = firstSeed; seed < firstSeed + seeds; seed++)
        {
            try
            {
                new Life(seed, durability).Run();
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {seed}, {durability}: {e.Message}", e);
            }
        }
    }

    private sealed class Life(int seed, Durability durability)
    {
        private readonly Random _random = new(seed);
        private readonly SimulatedDisk _disk = new();
        private readonly List<byte[]> _model = [];
        private readonly JournalOptions _options = new()
        {
            RulesVersion = 1,
            SegmentBytes = 2048,
            MaxRecordBytes = 100,
            Durability = durability,
            SyncIntervalMs = 1,
            SyncBytes = 500,
            PrepareAhead = seed % 4 == 0,
        };
        private long _durable;

        public void Run()
        {
            for (int sessions = _random.Next(2, 8); sessions > 0; sessions--)
            {
                Session();
                bool isPowerLost = _random.Next(5) > 0;
                if (isPowerLost)
                    _disk.Crash(_random, SectorBytes[_random.Next(SectorBytes.Length)], Keep[_random.Next(Keep.Length)]);
                else
                    _disk.OperationsUntilCrash = int.MaxValue;
                _disk.SyncFails = static () => false;
                Check(JournalReader.Read(_disk, CheckRecord));
            }
        }

        private void Session()
        {
            if (_random.Next(6) > 0)
                _disk.OperationsUntilCrash = _random.Next(1, 80);
            if (_random.Next(6) == 0)
            {
                int syncsUntilFailure = _random.Next(12);
                _disk.SyncFails = () => syncsUntilFailure-- == 0;
            }
            JournalWriter writer;
            try
            {
                writer = JournalWriter.Open(_disk, _options, CheckRecord);
            }
            catch (JournalException e) when (e.Damage is not null)
            {
                throw;
            }
            catch (IOException)
            {
                return;
            }
            Check(writer.Recovery);
            _model.RemoveRange((int)writer.Recovery.LastSequence, _model.Count - (int)writer.Recovery.LastSequence);
            try
            {
                for (int batches = _random.Next(40); batches > 0; batches--)
                    WriteBatch(writer);
                if (_random.Next(3) > 0)
                    _disk.OperationsUntilCrash = 0;
                writer.Dispose();
                _durable = _model.Count;
            }
            catch (JournalException)
            {
                _durable = Math.Max(_durable, writer.DurableSequence);
                writer.Dispose();
            }
        }

        private void WriteBatch(JournalWriter writer)
        {
            // Few sizes, so that frames of different sessions tend to stand at the same places.
            int recordBytes = _random.Next(4) == 0 ? _random.Next(1, 101) : 20;
            bool isLongerThanASegment = _random.Next(30) == 0;
            for (int count = isLongerThanASegment ? 100 : _random.Next(6); count > 0; count--)
            {
                byte[] record = new byte[recordBytes];
                _random.NextBytes(record);
                _model.Add(record);
                writer.Append(record);
                Assert.Equal(_model.Count + 1, writer.NextSequence);
            }
            writer.Commit();
            if (durability == Durability.Sync)
                Assert.Equal(_model.Count, writer.DurableSequence);
            _durable = Math.Max(_durable, writer.DurableSequence);
        }

        private void CheckRecord(long sequence, ReadOnlySpan<byte> record) =>
            Assert.True(record.SequenceEqual(_model[(int)sequence - 1]), $"record {sequence} is not what was written");

        private void Check(JournalSummary summary)
        {
            Assert.Null(summary.Damage);
            Assert.InRange(summary.LastSequence, _durable, _model.Count);
            Assert.Equal(summary.LastSequence, summary.Records);
        }
    }
}
