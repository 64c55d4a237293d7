using Grpc.Core;
using Grpc.Internal;

namespace Grpc.Net.Client.Internal;

/// <summary>The requests of a call, as its client writes them.</summary>
internal sealed class ClientStreamWriter<TRequest, TResponse>(ClientCall<TRequest, TResponse> call, OpenContent content, WriteOptions? options) : IClientStreamWriter<TRequest>
    where TRequest : class
    where TResponse : class
{
    private MessageOutput? _output;
    private bool _complete;

    public WriteOptions? WriteOptions { get; set; } = options;

    public async Task WriteAsync(TRequest message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (_complete)
        {
            throw new InvalidOperationException("The requests are complete; nothing can be written after that.");
        }

        try
        {
            var output = _output ?? await OpenAsync();
            await output.WriteAsync(call.Method.RequestMarshaller.ContextualSerializer, message, WriteOptions?.Flags ?? WriteFlags.None);
        }
        catch (Exception e) when (IsEnd(e))
        {
            throw await call.WriteFailedAsync(e);
        }
    }

    public async Task CompleteAsync()
    {
        try
        {
            var output = _output ?? await OpenAsync();
            await output.FlushAsync();
        }
        catch (Exception e) when (IsEnd(e))
        {
            // The call has ended already: whoever reads the responses learns how.
        }

        _complete = true;
        content.Complete();
    }

    // What the connection and the call throw when the stream is gone.
    private static bool IsEnd(Exception e) => e is IOException or OperationCanceledException or ObjectDisposedException or HttpRequestException;

    private async Task<MessageOutput> OpenAsync()
    {
        var pipe = await content.Pipe;
        return _output = new MessageOutput(pipe, call.MaxSendMessageSize, call.RequestCompression);
    }
}
