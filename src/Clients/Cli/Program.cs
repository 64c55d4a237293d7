using Exchange.Cli;

return await CommandLine.RunAsync(new ExchangeCommand(), args);
