using Exchange.V1;
using Grpc.Core;

namespace Exchange.Gateway.Tests;

/// <summary>A trading session that keeps what it hears, and checks that events come without a gap.</summary>
internal sealed class TestSession(AsyncDuplexStreamingCall<SessionRequest, SessionResponse> call) : IDisposable
{
    private ulong _nextSequence;

    public SessionOpened Opened { get; private set; } = new();

    public List<Event> Events { get; } = [];

    public List<Answer> Answers { get; } = [];

    /// <summary>For each answer, how many events had come before it or with it.</summary>
    public List<int> EventsByAnswer { get; } = [];

    /// <summary>The account's sequence of the first event heard.</summary>
    public ulong FirstSequence { get; private set; }

    public Task OpenAsync(string account, ulong session, params Instruction[] instructions) =>
        OpenAsync(new() { Account = account, Session = session }, instructions);

    public async Task OpenAsync(OpenSession open, params Instruction[] instructions)
    {
        var request = new SessionRequest { Open = open, Instructions = { instructions } };
        await call.RequestStream.WriteAsync(request);
        Assert.True(await call.ResponseStream.MoveNext());
        var response = call.ResponseStream.Current;
        Assert.NotNull(response.Opened);
        Opened = response.Opened;
    }

    public Task SendAsync(params Instruction[] instructions) =>
        SendAsync(new SessionRequest { Instructions = { instructions } });

    public Task SendAsync(SessionRequest request) => call.RequestStream.WriteAsync(request);

    /// <summary>Sends instructions and reads until all are answered; the reasons.</summary>
    public async Task<string[]> ActAsync(params Instruction[] instructions)
    {
        var before = Answers.Count;
        await SendAsync(instructions);
        await ReadUntilAsync(() => Answers.Count >= before + instructions.Length);
        return [.. Answers.Skip(before).Select(answer => answer.Reason)];
    }

    /// <summary>Reads until a condition holds that what is read makes true.</summary>
    public async Task ReadUntilAsync(Func<bool> holds)
    {
        while (!holds())
        {
            Assert.True(await ReadAsync(), "the stream ended too early");
        }
    }

    /// <summary>Half-closes, reads what is left; the stream must end with OK.</summary>
    public async Task EndAsync()
    {
        await call.RequestStream.CompleteAsync();
        while (await ReadAsync())
        {
            // To the end.
        }
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    /// <summary>Reads until the stream fails; how.</summary>
    public async Task<Status> ReadToFailureAsync()
    {
        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await ReadAsync())
            {
                // To the end.
            }
        });
        return failure.Status;
    }

    /// <summary>Keeps no longer what it has heard.</summary>
    public void Forget()
    {
        Events.Clear();
        Answers.Clear();
        EventsByAnswer.Clear();
    }

    /// <summary>Goes without a word.</summary>
    public void Dispose() => call.Dispose();

    private async Task<bool> ReadAsync()
    {
        if (!await call.ResponseStream.MoveNext())
        {
            return false;
        }
        var response = call.ResponseStream.Current;
        Assert.Null(response.Opened);
        if (response.Events.Count > 0)
        {
            FirstSequence = FirstSequence == 0 ? response.FirstSequence : FirstSequence;
            Assert.True(_nextSequence == 0 || response.FirstSequence == _nextSequence, "an event is missing");
            _nextSequence = response.FirstSequence + (ulong)response.Events.Count;
        }
        Events.AddRange(response.Events);
        Answers.AddRange(response.Answers);
        Assert.All(response.Answers, answer => Assert.True(
            _nextSequence == 0 || answer.Sequence < _nextSequence, "an answer counts events that have not come"));
        EventsByAnswer.AddRange(response.Answers.Select(_ => Events.Count));
        return true;
    }
}
