using BenchmarkDotNet.Running;
using Exchange.Micro;

// The arguments are BenchmarkDotNet's: --filter '*OrderBook*', --list flat, --job short, ... In process, since otherwise it builds
// everything once more for each of them, and gives up where a build takes minutes.
var summaries = BenchmarkSwitcher.FromAssembly(typeof(OrderBookBenchmarks).Assembly).Run([.. args, "--inProcess"]).ToArray();
var areSound = summaries.All(summary => !summary.HasCriticalValidationErrors && summary.Reports.All(report => report.Success));
return areSound ? 0 : 1;
