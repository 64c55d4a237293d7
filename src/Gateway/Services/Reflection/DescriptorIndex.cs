using Google.Protobuf.Reflection;

namespace Exchange.Gateway.Services.Reflection;

/// <summary>Finds .proto files by what is declared in them. Immutable.</summary>
internal sealed class DescriptorIndex
{
    private readonly Dictionary<string, FileDescriptor> _files = [];
    private readonly Dictionary<string, FileDescriptor> _symbols = [];
    private readonly Dictionary<string, SortedDictionary<int, FileDescriptor>> _extensions = [];

    /// <param name="files">They and all that they import.</param>
    public DescriptorIndex(IEnumerable<FileDescriptor> files)
    {
        foreach (var file in files)
        {
            Add(file);
        }
    }

    /// <summary>A file by its name as it is imported; null when there is none.</summary>
    public FileDescriptor? File(string name) => _files.GetValueOrDefault(name);

    /// <summary>The file that declares a full name; null when none does.</summary>
    public FileDescriptor? FileOf(string symbol) => _symbols.GetValueOrDefault(symbol);

    /// <summary>The file that declares an extension of a message; null when none does.</summary>
    public FileDescriptor? FileOf(string message, int extension) =>
        _extensions.GetValueOrDefault(message)?.GetValueOrDefault(extension);

    /// <summary>The numbers of a message's extensions; null when there is no such message.</summary>
    public IEnumerable<int>? ExtensionsOf(string message) =>
        _extensions.GetValueOrDefault(message)?.Keys ?? (IsMessage(message) ? Enumerable.Empty<int>() : null);

    /// <summary>A file and all it imports, itself first.</summary>
    public static IEnumerable<FileDescriptor> WithImports(FileDescriptor file)
    {
        var found = new List<FileDescriptor> { file };
        for (var i = 0; i < found.Count; i++)
        {
            found.AddRange(found[i].Dependencies.Where(import => !found.Contains(import)).Distinct());
        }
        return found;
    }

    private bool IsMessage(string name) => FileOf(name) is { } file && AllMessages(file.MessageTypes).Any(message => message.FullName == name);

    private void Add(FileDescriptor file)
    {
        if (!_files.TryAdd(file.Name, file))
        {
            return;
        }
        foreach (var import in file.Dependencies)
        {
            Add(import);
        }
        foreach (var symbol in SymbolsOf(file))
        {
            _symbols.TryAdd(symbol, file);
        }
        foreach (var extension in ExtensionsIn(file))
        {
            var message = extension.ExtendeeType.FullName;
            if (!_extensions.TryGetValue(message, out var extensions))
            {
                _extensions[message] = extensions = [];
            }
            extensions.TryAdd(extension.FieldNumber, file);
        }
    }

    private static IEnumerable<string> SymbolsOf(FileDescriptor file) =>
    [
        .. AllMessages(file.MessageTypes).SelectMany(SymbolsOf),
        .. file.EnumTypes.SelectMany(SymbolsOf),
        .. file.Services.SelectMany(service => service.Methods.Prepend<IDescriptor>(service)).Select(declared => declared.FullName),
        .. ExtensionsIn(file).Select(extension => extension.FullName),
    ];

    private static IEnumerable<string> SymbolsOf(MessageDescriptor message) =>
    [
        .. message.Fields.InDeclarationOrder().Concat<IDescriptor>(message.Oneofs).Prepend(message).Select(declared => declared.FullName),
        .. message.EnumTypes.SelectMany(SymbolsOf),
    ];

    // A value is named beside its type, not within it.
    private static IEnumerable<string> SymbolsOf(EnumDescriptor type) =>
        type.Values.Select(value => type.FullName[..^type.Name.Length] + value.Name).Prepend(type.FullName);

    private static IEnumerable<FieldDescriptor> ExtensionsIn(FileDescriptor file) =>
    [
        .. file.Extensions.UnorderedExtensions,
        .. AllMessages(file.MessageTypes).SelectMany(message => message.Extensions.UnorderedExtensions),
    ];

    private static IEnumerable<MessageDescriptor> AllMessages(IEnumerable<MessageDescriptor> messages) =>
        messages.SelectMany(message => AllMessages(message.NestedTypes).Prepend(message));
}
