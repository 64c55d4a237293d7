using Exchange.Engine.Bids;
using Exchange.Engine.Kernel;

namespace Exchange.Engine.Tests.Kernel;

/// <content>Size-discovery sessions on the bench.</content>
internal sealed partial class KernelBench
{
    /// <summary>Brings the report of an inventory for the next session, or for all to come.</summary>
    public string[] Report(string account, ulong id, long lots, bool isStanding = false) =>
        Apply(Commands.SubmitReport(_record, Of(account), id, BidKind.Inventory, new(lots), isStanding));

    /// <summary>Puts a report in the place of another.</summary>
    public string[] ReplaceReport(string account, ulong id, long lots, BidKind kind = BidKind.Inventory) =>
        Apply(Commands.ReplaceReport(_record, Of(account), id, kind, new(lots)));
}
