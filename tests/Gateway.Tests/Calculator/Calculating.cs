using System.Buffers;
using System.Text;
using Exchange.Gateway.Calculator;
using Exchange.Gateway.Json;
using Exchange.Gateway.Mapping;
using Exchange.V1;

namespace Exchange.Gateway.Tests.Calculator;

/// <summary>The calculator as text: a request in JSON, and the line that it gives.</summary>
internal static class Calculating
{
    public static ClearRequest Read(string json)
    {
        Assert.True(MessageReader.TryRead<ClearRequest>(Encoding.UTF8.GetBytes(json), out var request, out var error), error);
        return request;
    }

    /// <summary>The response's line, or the refusal.</summary>
    public static string Clear(string json)
    {
        var refusal = AuctionCalculator.TryClear(Read(json), out var response);
        return refusal.IsRefused ? refusal.ToString() : Write(response);
    }

    /// <summary>The refusal of a request that has one.</summary>
    public static Refusal Refuse(string json)
    {
        var refusal = AuctionCalculator.TryClear(Read(json), out _);
        Assert.True(refusal.IsRefused);
        return refusal;
    }

    private static string Write(ClearResponse response)
    {
        var line = new ArrayBufferWriter<byte>();
        using var writer = new MessageWriter(line);
        writer.WriteLine(response);
        return Encoding.UTF8.GetString(line.WrittenSpan);
    }
}
