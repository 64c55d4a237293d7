using Exchange.Gateway.Json;

namespace Exchange.Gateway;

/// <summary>A configuration in its JSON form.</summary>
public static class ConfigurationFile
{
    /// <summary>Reads a configuration.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">It is malformed; the message says where.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static V1.Configuration Read(string path) =>
        MessageReader.TryRead<V1.Configuration>(File.ReadAllBytes(path), out var configuration, out var error)
            ? configuration
            : throw new InvalidDataException($"the configuration {path} is malformed: {error}");
}
