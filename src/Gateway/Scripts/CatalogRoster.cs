using Exchange.Engine.Kernel;
using Exchange.Gateway.Mapping;

namespace Exchange.Gateway.Scripts;

/// <summary>The names that a kernel in this thread knows.</summary>
internal sealed class CatalogRoster(Catalog catalog) : IRoster
{
    /// <inheritdoc/>
    public bool TryFindGroup(string name, out int number) => catalog.TryFindGroup(name, out number);

    /// <inheritdoc/>
    public bool TryFindAccount(string name, out int number) => catalog.TryFindAccount(name, out number);
}
