namespace Grpc.Internal;

/// <summary>The header names the protocol gives a meaning.</summary>
internal static class ProtocolHeaders
{
    public const string ContentType = "application/grpc";
    public const string Status = "grpc-status";
    public const string Message = "grpc-message";
    public const string Timeout = "grpc-timeout";
    public const string Encoding = "grpc-encoding";
    public const string AcceptEncoding = "grpc-accept-encoding";
    public const string IdentityEncoding = "identity";

    /// <summary>What a caller puts among a call's headers to have its requests compressed. Not sent.</summary>
    public const string EncodingRequest = "grpc-internal-encoding-request";

    /// <summary>Whether a content type is gRPC's: <c>application/grpc</c>, perhaps with <c>+format</c> or parameters.</summary>
    public static bool IsGrpc(string? contentType) =>
        contentType is not null
        && contentType.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)
        && (contentType.Length == ContentType.Length || contentType[ContentType.Length] is '+' or ';' or ' ');

    /// <summary>Whether a header belongs to the protocol and is not the application's metadata.</summary>
    public static bool IsReserved(string name) =>
        name.Length == 0
        || name[0] == ':'
        || IsOneOf(name, Status, Message, Timeout, Encoding, AcceptEncoding, EncodingRequest)
        || IsOneOf(name, "content-type", "content-length", "te", "host");

    private static bool IsOneOf(string name, params ReadOnlySpan<string> names)
    {
        foreach (var candidate in names)
        {
            if (string.Equals(name, candidate, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
