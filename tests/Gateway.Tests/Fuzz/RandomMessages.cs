using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Exchange.Gateway.Tests.Fuzz;

/// <summary>
/// Random messages of any type, by its descriptor: nearly right ones, made from samples or of plausible fields, and now and
/// then with what nobody should send.
/// </summary>
/// <param name="random">Where chance comes from.</param>
/// <param name="names">The names of markets and accounts that may be meant, by the field's name.</param>
internal sealed class RandomMessages(Random random, IReadOnlyDictionary<string, string[]> names)
{
    private const int MaxDepth = 8;
    private const int MaxBytes = 100_000;

    private static readonly string[] Numbers =
    [
        "1", "2", "10", "100", "0.01", "99.99", "100.01", "0.5", "-1", "0", "-0", "1000000", "1e9", "4000000000", "10000000",
        "0.000001", "0.0000000000001", "170141183460469231731687303715884105727", "-99999999999999999999999999999999999999999",
        "1.", ".1", "+1", " 1", "1,0", "NaN", "Infinity", "0x10", "1_000", "٣", "",
    ];

    private static readonly ulong[] Extremes =
    [
        0, 1, 2, 3, 10, 1000, 65_535, 65_536, int.MaxValue, 1UL << 31, uint.MaxValue, 1UL << 32, long.MaxValue, 1UL << 63, ulong.MaxValue,
    ];

    private int _room;

    public byte[] Of(MessageDescriptor type)
    {
        _room = MaxBytes;
        var bytes = Write(type, 0);
        return random.Next(12) == 0 ? Spoil(bytes) : bytes;
    }

    private byte[] Write(MessageDescriptor type, int depth)
    {
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
        {
            // What comes later of a field counts, or is merged into what came before.
            var isSample = Contract.Samples.TryGetValue(type.FullName, out var samples) && random.Next(3) != 0;
            if (isSample)
            {
                stream.Write(samples![random.Next(samples.Count)]);
            }
            WriteFields(output, type, isSample, depth);
        }
        _room -= (int)stream.Length;
        return stream.ToArray();
    }

    private void WriteFields(CodedOutputStream output, MessageDescriptor type, bool isSample, int depth)
    {
        var chosen = type.Oneofs.Select(oneof => random.Next(20) == 0 ? null : oneof.Fields[random.Next(oneof.Fields.Count)]).ToArray();
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            var isNamed = names.ContainsKey(field.Name);
            var isChosen = field.ContainingOneof is { } oneof ? chosen[oneof.Index] == field && (!isSample || random.Next(10) == 0)
                : isNamed || random.Next(isSample ? 10 : 4) == 0 != !isSample;
            for (var count = isChosen ? CountOf(field) : 0; count > 0 && _room > 0; count--)
            {
                Write(output, field, depth);
            }
        }
        if (random.Next(50) == 0)
        {
            WriteUnknown(output);
        }
    }

    private int CountOf(FieldDescriptor field) => !field.IsRepeated ? 1 : random.Next(200) switch
    {
        0 => 3000,
        1 => 1001,
        < 10 => 50,
        var some => some % 4,
    };

    private void Write(CodedOutputStream output, FieldDescriptor field, int depth)
    {
        _room -= 2;
        switch (field.FieldType)
        {
            case FieldType.Message:
                if (depth < MaxDepth)
                {
                    output.WriteTag(field.FieldNumber, WireFormat.WireType.LengthDelimited);
                    output.WriteBytes(ByteString.CopyFrom(Write(field.MessageType, depth + 1)));
                }
                break;
            case FieldType.String or FieldType.Bytes:
                output.WriteTag(field.FieldNumber, WireFormat.WireType.LengthDelimited);
                output.WriteBytes(ByteString.CopyFrom(TextFor(field)));
                break;
            case FieldType.Double or FieldType.Fixed64 or FieldType.SFixed64:
                output.WriteTag(field.FieldNumber, WireFormat.WireType.Fixed64);
                output.WriteFixed64(Extremes[random.Next(Extremes.Length)]);
                break;
            case FieldType.Float or FieldType.Fixed32 or FieldType.SFixed32:
                output.WriteTag(field.FieldNumber, WireFormat.WireType.Fixed32);
                output.WriteFixed32((uint)Extremes[random.Next(Extremes.Length)]);
                break;
            case FieldType.Enum when random.Next(8) != 0:
                output.WriteTag(field.FieldNumber, WireFormat.WireType.Varint);
                output.WriteUInt64((ulong)field.EnumType.Values[random.Next(field.EnumType.Values.Count)].Number);
                break;
            default:
                output.WriteTag(field.FieldNumber, WireFormat.WireType.Varint);
                output.WriteUInt64(random.Next(3) == 0 ? Extremes[random.Next(Extremes.Length)] : (ulong)random.Next(1, 30));
                break;
        }
    }

    private byte[] TextFor(FieldDescriptor field)
    {
        if (names.TryGetValue(field.Name, out var known) && random.Next(20) != 0)
        {
            return Encoding.UTF8.GetBytes(known[random.Next(known.Length)]);
        }
        return random.Next(30) switch
        {
            0 => Encoding.UTF8.GetBytes(new string('x', random.Next(20_000))),
            1 => [0xff, 0xfe, 0x80, 0xc0],
            2 => "\0\n\r\u2028😀"u8.ToArray(),
            3 => RandomBytes(random.Next(64)),
            4 => "XYZ"u8.ToArray(),
            _ => Encoding.UTF8.GetBytes(random.Next(3) == 0
                ? $"{random.Next(1, 200)}{(random.Next(2) == 0 ? $".{random.Next(100):00}" : "")}"
                : Numbers[random.Next(Numbers.Length)]),
        };
    }

    /// <summary>Fields that nobody knows: far numbers, groups in groups, and lengths that lie.</summary>
    private void WriteUnknown(CodedOutputStream output)
    {
        switch (random.Next(4))
        {
            case 0:
                output.WriteTag(random.Next(1000, 500_000_000), WireFormat.WireType.Varint);
                output.WriteUInt64(ulong.MaxValue);
                break;
            case 1:
                for (var depth = random.Next(1, 2000); depth > 0; depth--)
                {
                    output.WriteTag(900, WireFormat.WireType.StartGroup);
                }
                break;
            case 2:
                output.WriteTag(901, WireFormat.WireType.LengthDelimited);
                output.WriteUInt64(int.MaxValue);
                break;
            default:
                output.WriteRawTag(0xff, 0xff, 0xff, 0xff, 0xff);
                output.WriteRawTag(0xff, 0xff, 0xff, 0xff, 0xff);
                break;
        }
    }

    private byte[] Spoil(byte[] bytes)
    {
        if (bytes.Length == 0)
        {
            return RandomBytes(random.Next(1, 40));
        }
        for (var flips = random.Next(1, 8); flips > 0; flips--)
        {
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        }
        return random.Next(3) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }

    private byte[] RandomBytes(int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
