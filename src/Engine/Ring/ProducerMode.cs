namespace Exchange.Engine.Ring;

/// <summary>How many threads produce into a ring.</summary>
public enum ProducerMode
{
    /// <summary>One thread, and always the same one or handed over with a fence. Publishing costs a store.</summary>
    One,

    /// <summary>Any number of threads. A claim costs a compare-and-swap as well.</summary>
    Many,
}
