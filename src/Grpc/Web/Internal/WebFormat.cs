namespace Grpc.AspNetCore.Web.Internal;

/// <summary>How a body by gRPC-Web is written.</summary>
/// <param name="ContentType">Its content type.</param>
/// <param name="IsText">Whether in base64.</param>
internal sealed record WebFormat(string ContentType, bool IsText)
{
    private const string Prefix = "application/grpc-web";
    private const string Messages = "+proto";

    private static readonly WebFormat Binary = new(Prefix + Messages, IsText: false);
    private static readonly WebFormat Text = new(Prefix + "-text" + Messages, IsText: true);

    /// <summary>The format of a content type; null when it is not gRPC-Web's, or not of protobuf messages.</summary>
    public static WebFormat? Of(ReadOnlySpan<char> contentType)
    {
        if (contentType.IndexOf(';') is >= 0 and var parameters)
        {
            contentType = contentType[..parameters];
        }

        contentType = contentType.Trim();
        if (contentType.EndsWith(Messages, StringComparison.OrdinalIgnoreCase))
        {
            contentType = contentType[..^Messages.Length];
        }

        return contentType.Equals(Prefix, StringComparison.OrdinalIgnoreCase) ? Binary
            : contentType.Equals(Prefix + "-text", StringComparison.OrdinalIgnoreCase) ? Text
            : null;
    }

    /// <summary>The format that a client wants its response in: the first one it accepts, or else that of its request.</summary>
    public WebFormat Answer(string? accept)
    {
        foreach (var range in accept.AsSpan().Split(','))
        {
            if (Of(accept.AsSpan(range)) is { } accepted)
            {
                return accepted;
            }
        }

        return this;
    }
}
