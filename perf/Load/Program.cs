using System.CommandLine;
using Exchange.Load;
using Exchange.Load.Gateway;
using Exchange.Load.Ring;

var root = new RootCommand("Load programs: each prints one JSON line a result.")
{
    new BookCommand(),
    new KernelCommand(),
    new PipelineCommand(),
    new RingCommand(),
    new GatewayCommand(),
    new ServeCommand(),
    new RecoverCommand(),
    new MarketDataCommand(),
    new Command("clear", "Clearings by a rule alone, one thread.")
    {
        new CallAuctionCommand(),
        new ConditionalAuctionCommand(),
        new SizeDiscoveryCommand(),
    },
};
return await root.Parse(args).InvokeAsync();
