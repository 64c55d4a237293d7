using System.IO.Pipelines;
using System.Net;

namespace Grpc.Net.Client.Internal;

/// <summary>A request body that stays open: it hands out the connection's pipe and waits until the requests are complete.</summary>
internal sealed class OpenContent : HttpContent
{
    private readonly TaskCompletionSource<PipeWriter> _pipe = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public OpenContent() => Headers.ContentType = ClientProtocol.ContentType;

    /// <summary>Where to write, once the stream is open. Cancelled when it never will be.</summary>
    public Task<PipeWriter> Pipe => _pipe.Task;

    /// <summary>Ends the body.</summary>
    public void Complete() => _complete.TrySetResult();

    /// <summary>Lets go of whoever waits for the pipe: the call has ended.</summary>
    public void Abandon()
    {
        _pipe.TrySetCanceled();
        _complete.TrySetCanceled();
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        // The headers leave with the first flush, and the server may have something to say before the first request.
        await stream.FlushAsync(cancellationToken);
        if (!_pipe.TrySetResult(PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true))))
        {
            // The server refused the stream and the connection tries another one; requests may have gone to the first.
            throw new IOException("The server refused the stream.");
        }

        // Not the token: it tells that the server has reset the stream, and why is learnt from the response.
        await _complete.Task;
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
