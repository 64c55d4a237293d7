using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Finds the instance of a service for one call, or makes it.</summary>
internal sealed class ServiceActivator<TService>
    where TService : class
{
    private readonly ObjectFactory<TService> _create = ActivatorUtilities.CreateFactory<TService>([]);

    /// <summary>The instance; <c>Made</c> says that it belongs to the call and is to be released with it.</summary>
    public (TService Service, bool Made) Activate(IServiceProvider services) =>
        services.GetService<TService>() is { } registered ? (registered, false) : (_create(services, []), true);

    public static ValueTask ReleaseAsync(TService service)
    {
        switch (service)
        {
            case IAsyncDisposable asynchronous:
                return asynchronous.DisposeAsync();
            case IDisposable disposable:
                disposable.Dispose();
                return default;
            default:
                return default;
        }
    }
}
