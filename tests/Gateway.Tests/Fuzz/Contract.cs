using System.Reflection;
using Exchange.Gateway.Json;
using Exchange.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Exchange.Gateway.Tests.Fuzz;

/// <summary>Every method there is, and messages that other tests are fed with: what random ones are made from.</summary>
internal static class Contract
{
    /// <summary>The methods of all services in the assemblies of the gateway and of what it is made from.</summary>
    public static MethodDescriptor[] Methods { get; } =
    [
        .. new[] { typeof(Event).Assembly, typeof(GatewayServer).Assembly, typeof(Grpc.Core.Status).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .Select(type => type.GetProperty("Descriptor", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(property => property?.PropertyType == typeof(FileDescriptor))
            .Select(property => (FileDescriptor)property!.GetValue(null)!)
            .DistinctBy(file => file.Name)
            .OrderBy(file => file.Name, StringComparer.Ordinal)
            .SelectMany(file => file.Services)
            .SelectMany(service => service.Methods),
    ];

    /// <summary>Encoded messages by the name of their type: those of the scripts and the calculator, with all that is in them.</summary>
    public static IReadOnlyDictionary<string, List<byte[]>> Samples { get; } = ReadSamples();

    private static Dictionary<string, List<byte[]>> ReadSamples()
    {
        var samples = new Dictionary<string, List<byte[]>>();
        foreach (var script in System.IO.Directory.GetFiles("Scripts", "*.jsonl").Order(StringComparer.Ordinal))
        {
            foreach (var line in File.ReadLines(script))
            {
                Add<Step>(line, samples);
            }
        }
        foreach (var request in System.IO.Directory.GetFiles("Calculator", "*.json").Order(StringComparer.Ordinal))
        {
            Add<ClearRequest>(File.ReadAllText(request), samples);
        }
        return samples;
    }

    // Some of them are there because they cannot be read.
    private static void Add<T>(string json, Dictionary<string, List<byte[]>> samples)
        where T : IMessage<T>, new()
    {
        if (MessageReader.TryRead<T>(System.Text.Encoding.UTF8.GetBytes(json), out var message, out _))
        {
            Add(message, samples);
        }
    }

    private static void Add(IMessage message, Dictionary<string, List<byte[]>> samples)
    {
        if (!samples.TryGetValue(message.Descriptor.FullName, out var known))
        {
            samples[message.Descriptor.FullName] = known = [];
        }
        known.Add(message.ToByteArray());
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            if (field is { FieldType: FieldType.Message, IsMap: false })
            {
                var value = field.Accessor.GetValue(message);
                foreach (var inner in field.IsRepeated ? ((System.Collections.IList)value).Cast<IMessage>() : value is IMessage one ? [one] : [])
                {
                    Add(inner, samples);
                }
            }
        }
    }
}
