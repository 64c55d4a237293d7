using Google.Protobuf;

namespace Exchange.Load.Gateway;

/// <summary>
/// The instructions of a stream, over and over: an order comes to rest and is cancelled; another comes to rest and a third
/// takes it. However many streams there are, the taker finds somebody: no stream has sent more takers than makers. Encoded
/// beforehand: of a message only the numbers change, and they keep their length.
/// </summary>
internal sealed class InstructionCycle
{
    /// <summary>How many instructions until they are the same again; the last is the one that takes.</summary>
    public const int Length = 4;

    /// <summary>The market's name.</summary>
    public const string Market = "load";

    /// <summary>A price at which orders rest, and one at which they trade.</summary>
    public const int RestingPrice = 90;
    public const int TradingPrice = 100;

    // From here on a number takes five bytes as a varint, for as many instructions as anybody will send.
    private const ulong FirstNumber = 1 << 28;
    private const int VarintBytes = 5;
    private const ulong MarkedNumber = 0x1_2345_6789;
    private const ulong MarkedId = 0x1_6789_2345;

    private readonly int _batch;
    private readonly Template[] _templates;
    private long _next;

    /// <param name="batch">Instructions a message.</param>
    public InstructionCycle(int batch)
    {
        _batch = batch;
        _templates = [.. Enumerable.Range(0, Length).Select(start => new Template(start, batch))];
    }

    /// <summary>The next message; its bytes are good until the same place in the cycle comes again.</summary>
    public byte[] Next()
    {
        var message = _templates[_next % Length].Fill(FirstNumber + (ulong)_next);
        _next += _batch;
        return message;
    }

    private static V1.Instruction At(int place)
    {
        var instruction = new V1.Instruction { Number = MarkedNumber };
        if (place == 1)
        {
            instruction.Cancel = new() { Market = Market, Id = MarkedId };
            return instruction;
        }
        instruction.Submit = new()
        {
            Market = Market,
            Id = MarkedId,
            Limit = new()
            {
                Side = place == 2 ? V1.Side.Sell : V1.Side.Buy,
                Quantity = "1",
                Price = $"{(place == 0 ? RestingPrice : TradingPrice)}",
            },
        };
        return instruction;
    }

    /// <summary>A message, and where in it the numbers stand.</summary>
    private sealed class Template
    {
        private readonly byte[] _message;
        private readonly int[] _numbers;
        private readonly int[] _ids;
        private readonly bool[] _areCancels;

        public Template(int start, int batch)
        {
            var request = new V1.SessionRequest();
            request.Instructions.Add(Enumerable.Range(start, batch).Select(place => At(place % Length)));
            _message = request.ToByteArray();
            _numbers = Find(MarkedNumber, batch);
            _ids = Find(MarkedId, batch);
            _areCancels = [.. request.Instructions.Select(instruction => instruction.Cancel is not null)];
        }

        public byte[] Fill(ulong number)
        {
            for (var i = 0; i < _numbers.Length; i++, number++)
            {
                Write(_numbers[i], number);
                // An order is called by the number of the instruction that brought it: the one before its cancellation.
                Write(_ids[i], _areCancels[i] ? number - 1 : number);
            }
            return _message;
        }

        private int[] Find(ulong marked, int count)
        {
            var pattern = new byte[VarintBytes];
            using (var output = new CodedOutputStream(pattern))
            {
                output.WriteUInt64(marked);
            }
            var places = new int[count];
            for (int i = 0, from = 0; i < count; i++)
            {
                places[i] = from + _message.AsSpan(from).IndexOf(pattern);
                from = places[i] + VarintBytes;
            }
            return places;
        }

        private void Write(int place, ulong value)
        {
            for (var i = 0; i < VarintBytes - 1; i++, value >>= 7)
            {
                _message[place + i] = (byte)(value | 0x80);
            }
            _message[place + VarintBytes - 1] = (byte)value;
        }
    }
}
