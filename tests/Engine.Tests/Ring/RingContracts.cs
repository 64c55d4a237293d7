using Exchange.Engine.Ring;

namespace Exchange.Engine.Tests.Ring;

public sealed class OneProducerBusySpinTests : RingContract
{
    protected override ProducerMode Mode => ProducerMode.One;

    protected override WaitStrategy NewWaitStrategy() => new BusySpinWaitStrategy();
}

public sealed class OneProducerYieldingTests : RingContract
{
    protected override ProducerMode Mode => ProducerMode.One;

    protected override WaitStrategy NewWaitStrategy() => new YieldingWaitStrategy();
}

public sealed class OneProducerBlockingTests : RingContract
{
    protected override ProducerMode Mode => ProducerMode.One;

    protected override WaitStrategy NewWaitStrategy() => new BlockingWaitStrategy();
}

public sealed class ManyProducersBusySpinTests : RingContract
{
    protected override ProducerMode Mode => ProducerMode.Many;

    protected override WaitStrategy NewWaitStrategy() => new BusySpinWaitStrategy();
}

public sealed class ManyProducersYieldingTests : RingContract
{
    protected override ProducerMode Mode => ProducerMode.Many;

    protected override WaitStrategy NewWaitStrategy() => new YieldingWaitStrategy();
}

public sealed class ManyProducersBlockingTests : RingContract
{
    protected override ProducerMode Mode => ProducerMode.Many;

    protected override WaitStrategy NewWaitStrategy() => new BlockingWaitStrategy();
}

/// <summary>Tests whose threads spin run one after the other: there are more of them than cores already.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class RingThreads
{
    public const string Name = "Ring threads";
}
