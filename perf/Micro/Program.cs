using BenchmarkDotNet.Running;
using Exchange.Micro;

// The arguments are BenchmarkDotNet's: --filter '*OrderBook*', --list flat, --job short, --inProcess, ...
var summaries = BenchmarkSwitcher.FromAssembly(typeof(OrderBookBenchmarks).Assembly).Run(args).ToArray();
var areSound = summaries.All(summary => !summary.HasCriticalValidationErrors && summary.Reports.All(report => report.Success));
return areSound ? 0 : 1;
