using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Exchange.Gateway.Telemetry;

/// <summary>What the services of a gateway are told of its telemetry.</summary>
internal static class TelemetryServices
{
    /// <summary>Adds what counts, measures and traces, and the log.</summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, GatewayTelemetry telemetry) => services
        .AddSingleton(telemetry.Loggers)
        .AddSingleton(telemetry)
        .AddSingleton(telemetry.Meter)
        .AddSingleton<GatewayMetrics>()
        .AddSingleton<CallTelemetry>()
        .AddSingleton<InstructionTracing>()
        .AddSingleton<AccessTelemetry>();
}
