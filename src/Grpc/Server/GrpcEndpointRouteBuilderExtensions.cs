using System.Reflection;
using Grpc.AspNetCore.Server;
using Grpc.AspNetCore.Server.Internal;
using Grpc.Core;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps gRPC services to their paths.</summary>
public static class GrpcEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps every method of a service. A call takes the service from its request's scope if it is registered there, else makes
    /// one and disposes it when the call ends.
    /// </summary>
    /// <typeparam name="TService">A class that derives from a generated service base.</typeparam>
    /// <param name="builder">The application's endpoints.</param>
    /// <exception cref="InvalidOperationException">
    /// <c>AddGrpc</c> was not called, the class has no generated base, or its options name an unknown compression.
    /// </exception>
    public static IEndpointConventionBuilder MapGrpcService<TService>(this IEndpointRouteBuilder builder)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.ServiceProvider;
        var unimplemented = services.GetService<UnimplementedRoute>()
            ?? throw new InvalidOperationException("gRPC is not set up: call AddGrpc on the application's services first.");

        var binder = new ServiceBinder<TService>(
            builder,
            OptionsOf<TService>(services),
            services.GetRequiredService<ILoggerFactory>().CreateLogger<TService>());
        Bind(binder);
        unimplemented.MapOnce(builder);
        return binder.Endpoints;
    }

    private static GrpcServiceOptions OptionsOf<TService>(IServiceProvider services)
        where TService : class
    {
        GrpcServiceOptions options = services.GetServices<IConfigureOptions<GrpcServiceOptions<TService>>>().Any()
            ? services.GetRequiredService<IOptions<GrpcServiceOptions<TService>>>().Value
            : services.GetRequiredService<IOptions<GrpcServiceOptions>>().Value;
        _ = options.ResponseCompression; // asked now, so that a wrong name fails at once
        return options;
    }

    // The generated BindService has two overloads. The one that takes a binder and an instance is called without an instance:
    // it then lists the methods, and calls find the instance themselves.
    private static void Bind<TService>(ServiceBinder<TService> binder)
        where TService : class
    {
        var attribute = typeof(TService).GetCustomAttribute<BindServiceMethodAttribute>(inherit: true)
            ?? throw new InvalidOperationException($"{typeof(TService)} does not derive from a generated service base.");
        var bind = attribute.BindType
            .GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .Single(method => method.Name == attribute.BindMethodName
                && method.GetParameters() is [var first, _] && first.ParameterType == typeof(ServiceBinderBase));
        bind.Invoke(obj: null, BindingFlags.DoNotWrapExceptions, binder: null, [binder, null], culture: null);
    }
}
