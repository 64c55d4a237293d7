using OpenTelemetry.Trace;

namespace Exchange.Gateway.Telemetry;

/// <summary>
/// Keeps the traces that callers keep, of others a part; of instructions those that were begun, since
/// <see cref="InstructionTracing"/> has made its choice before.
/// </summary>
internal sealed class CallSampler : Sampler
{
    private readonly ParentBasedSampler _calls;

    public CallSampler(double ratio) => _calls = new(new TraceIdRatioBasedSampler(ratio));

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        samplingParameters.Name == InstructionTracing.SpanName
            ? new(SamplingDecision.RecordAndSample)
            : _calls.ShouldSample(samplingParameters);
}
