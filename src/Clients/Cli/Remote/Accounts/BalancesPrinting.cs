using Exchange.Sdk;
using Spectre.Console;

namespace Exchange.Cli.Remote.Accounts;

/// <summary>Prints what an account holds: a table on a terminal, else the message in one JSON line.</summary>
internal static class BalancesPrinting
{
    public static void Print(Balances balances, bool isJsonAsked)
    {
        if (Printing.IsJson(isJsonAsked))
        {
            Printing.WriteLines([ToMessage(balances)]);
        }
        else
        {
            AnsiConsole.Write(ToTable(balances));
        }
    }

    private static V1.Balances ToMessage(Balances balances)
    {
        var message = new V1.Balances
        {
            Cash = balances.Held.Cash.ToString(),
            Reserved = new() { Cash = balances.Reserved.Cash.ToString() },
        };
        foreach (var (instrument, amount) in balances.Held.Units)
        {
            message.Units[instrument] = amount.ToString();
        }
        foreach (var (instrument, amount) in balances.Reserved.Units)
        {
            message.Reserved.Units[instrument] = amount.ToString();
        }
        return message;
    }

    private static Table ToTable(Balances balances)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns(new TableColumn(""), new TableColumn("held").RightAligned(), new TableColumn("reserved").RightAligned());
        table.AddRow("cash", balances.Held.Cash.ToString(), balances.Reserved.Cash.ToString());
        foreach (var (instrument, amount) in balances.Held.Units)
        {
            table.AddRow(instrument, amount.ToString(), balances.Reserved.Units.GetValueOrDefault(instrument).ToString());
        }
        return table;
    }
}
