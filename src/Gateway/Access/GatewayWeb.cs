using Microsoft.AspNetCore.Cors.Infrastructure;

namespace Exchange.Gateway.Access;

/// <summary>Where and for whom a gateway speaks gRPC-Web, which browsers can speak.</summary>
public sealed record GatewayWeb
{
    /// <summary>Pages of any origin.</summary>
    public const string AnyOrigin = "*";

    // As long as browsers allow. Without it they ask before every call.
    private static readonly TimeSpan PreflightLifetime = TimeSpan.FromHours(2);

    /// <summary>
    /// An address as in <see cref="GatewayOptions.Listen"/>; null: the port after that one, over HTTP/1.1, or with TLS, where
    /// client and server agree on a protocol, the same port.
    /// </summary>
    public Uri? Listen { get; init; }

    /// <summary>
    /// Whose pages may call: http://HOST:PORT and the like, or <see cref="AnyOrigin"/>. Any may by default, since a page can do
    /// nothing with it: who calls is told by the token in the call, which no browser adds by itself, and never by a cookie.
    /// </summary>
    public IReadOnlyList<string> Origins { get; init; } = [AnyOrigin];

    /// <summary>Whether a text is an origin.</summary>
    public static bool IsOrigin(string text) =>
        text == AnyOrigin
        || (Uri.TryCreate(text, UriKind.Absolute, out var url)
            && url.Scheme is "http" or "https"
            && url.GetLeftPart(UriPartial.Authority).Equals(text, StringComparison.OrdinalIgnoreCase));

    /// <exception cref="InvalidDataException">There is one that is none.</exception>
    internal void CheckOrigins()
    {
        if (Origins.FirstOrDefault(origin => !IsOrigin(origin)) is { } wrong)
        {
            throw new InvalidDataException($"'{wrong}' is no origin: give http://HOST:PORT or https://HOST:PORT without a path, or *");
        }
    }

    // Without credentials the star stands for every header of an answer, trailers of a call that failed included, but older
    // browsers want them named.
    internal void Configure(CorsPolicyBuilder policy)
    {
        policy
            .WithMethods(HttpMethod.Post.Method)
            .AllowAnyHeader()
            .WithExposedHeaders("grpc-status", "grpc-message", "grpc-encoding", "grpc-accept-encoding", "*")
            .SetPreflightMaxAge(PreflightLifetime);
        if (Origins.Contains(AnyOrigin))
        {
            policy.AllowAnyOrigin();
        }
        else
        {
            policy.WithOrigins([.. Origins]);
        }
    }
}
