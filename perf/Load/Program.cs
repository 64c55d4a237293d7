using System.CommandLine;
using Exchange.Load;

var root = new RootCommand("Load programs: each prints one JSON line a result.")
{
    new BookCommand(),
    new KernelCommand(),
    new PipelineCommand(),
    new ClearCommand(),
};
return await root.Parse(args).InvokeAsync();
