using BenchmarkDotNet.Attributes;
using Exchange.Engine.Numerics;

namespace Exchange.Micro;

/// <summary>Decimals at the edge: text to number and back.</summary>
[MemoryDiagnoser]
public class DecimalBenchmarks
{
    private readonly FixedDecimal _value = new(FixedDecimal.One * (Int128)10_025 / 100);
    private string _text = "";

    [GlobalSetup]
    public void Write() => _text = _value.ToString();

    [Benchmark]
    public bool Parse() => FixedDecimal.TryParse(_text, out _);

    [Benchmark]
    public string Format() => _value.ToString();
}
