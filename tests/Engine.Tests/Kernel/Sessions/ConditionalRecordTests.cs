using Exchange.Engine.Bids;
using Exchange.Engine.Kernel;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Kernel.Sessions;

/// <summary>Conditional bids as the journal holds them.</summary>
public class ConditionalRecordTests
{
    // What text can say, and with all of its digits.
    private static readonly FixedDecimal Greatest = new((Int128.MaxValue / 1000) - 1);
    private static readonly FixedDecimal Least = new(-Greatest.Scaled);
    private static readonly FixedDecimal Smallest = new(1);

    private static readonly Condition[] Some =
    [
        new(ConditionTarget.Group(0), Smallest), new(ConditionTarget.Account(0), Least), new(ConditionTarget.Group(int.MaxValue), Greatest),
        new(ConditionTarget.Account(int.MaxValue), default), new(ConditionTarget.Group(0), Smallest),
    ];

    [Fact]
    public void ReadConditional_WhatWasWritten_IsTheSame()
    {
        const long Most = Quantity.MaxOrderLots;
        var (record, header) = (new byte[Commands.MaxInstructionLength], new CommandHeader { Account = 3, Market = 2, Session = 7, Number = 9 });
        foreach (var (intercept, slope) in new[] { (Greatest, Smallest), (Least, Least), (default, Greatest), (new(-1), default) })
        {
            foreach (var (least, most) in new (long?, long?)[] { (null, null), (0, null), (null, 0), (-Most, Most), (-1, 0), (0, 1) })
            {
                foreach (var conditions in new Condition[][] { [], Some, [.. Enumerable.Range(0, ConditionalBid.MaxConditions).Select(i => Some[i % 5])] })
                {
                    Assert.Equal(Reason.None, ConditionalBid.TryCreate(intercept, slope, conditions, Lots(least), Lots(most), out var bid));
                    foreach (var isStanding in new[] { false, true })
                    {
                        AssertSame(bid, isStanding, record.AsSpan(0, Commands.SubmitConditional(record, header, ulong.MaxValue, bid, isStanding)));
                        Assert.Equal(CommandKind.SubmitConditional, CommandHeader.Of(record).Kind);
                    }
                    AssertSame(bid, isStanding: false, record.AsSpan(0, Commands.ReplaceConditional(record, header, ulong.MaxValue, bid)));
                    Assert.Equal((CommandKind.ReplaceConditional, 3, 2), (CommandHeader.Of(record).Kind, CommandHeader.Of(record).Account, CommandHeader.Of(record).Market));
                }
            }
        }
    }

    private static void AssertSame(in ConditionalBid bid, bool isStanding, ReadOnlySpan<byte> record)
    {
        Assert.Equal(record.Length, CommandHeader.Of(record).Length);
        Assert.Equal(ulong.MaxValue, Commands.ReadBidId(record));
        var read = Commands.ReadConditional(record, new Condition[ConditionalBid.MaxConditions], out var stands);
        Assert.Equal(isStanding, stands);
        Assert.Equal((bid.Intercept, bid.Slope, bid.MinQuantity, bid.MaxQuantity), (read.Intercept, read.Slope, read.MinQuantity, read.MaxQuantity));
        Assert.Equal(bid.Conditions.ToArray(), read.Conditions.ToArray());
    }

    private static Quantity? Lots(long? lots) => lots is { } number ? new Quantity(number) : null;
}
