using System.Text;
using Grpc.Core;

namespace Exchange.Load.Gateway;

/// <summary>How many answers a message of a session brings, how many fills of takers, and why if one was refused.</summary>
internal sealed record AnswerCount(int Answers, int Fills, string Refusal)
{
    // Fields of SessionResponse, Event, Filled and Answer.
    private const int Events = 2;
    private const int Answered = 4;
    private const int Filled = 5;
    private const int Liquidity = 7;
    private const int Reason = 2;

    /// <summary>The method by which to open a session.</summary>
    public static readonly Method<byte[], AnswerCount> Session = new(
        MethodType.DuplexStreaming,
        V1.Trading.Descriptor.FullName,
        nameof(Session),
        Marshallers.Create<byte[]>(static (message, output) => output.Complete(message), static _ => throw new NotSupportedException()),
        Marshallers.Create(static (_, _) => throw new NotSupportedException(), static input => FieldReader.Read(input.PayloadAsReadOnlySequence(), Read)));

    private static AnswerCount Read(ReadOnlySpan<byte> message)
    {
        var (answers, fills, refusal) = (0, 0, "");
        var reader = new FieldReader(message);
        while (reader.Read())
        {
            if (reader.Field == Answered)
            {
                answers++;
                var reason = Find(reader.Bytes, Reason, out _);
                refusal = reason.IsEmpty ? refusal : Encoding.UTF8.GetString(reason);
            }
            else if (reader.Field == Events)
            {
                Find(Find(reader.Bytes, Filled, out _), Liquidity, out var liquidity);
                fills += liquidity == (ulong)V1.Liquidity.Taker ? 1 : 0;
            }
        }
        return new(answers, fills, refusal);
    }

    private static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> message, int field, out ulong number)
    {
        var reader = new FieldReader(message);
        while (reader.Read())
        {
            if (reader.Field == field)
            {
                number = reader.Number;
                return reader.Bytes;
            }
        }
        number = 0;
        return default;
    }
}
