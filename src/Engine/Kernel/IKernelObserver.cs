using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.ReferenceCross;
using Exchange.Engine.Markets;

namespace Exchange.Engine.Kernel;

/// <summary>
/// Sees what markets do at the moment they do it, whatever they disclose: for exports and audits. Called on the kernel's
/// thread; it must not change anything, and what it is handed is valid during the call.
/// </summary>
public interface IKernelObserver
{
    /// <summary>What a rule did in a book with an instruction or at an instant, step by step.</summary>
    void OnReports(ContinuousMarket market, ReadOnlySpan<Report> reports);

    /// <summary>At which quote a cross has had two orders trade, whose fills have been told.</summary>
    void OnCross(CrossMarket market, Quote quote);

    /// <summary>How a clearing ended, an opening or closing auction of a book included; cash and units have changed hands.</summary>
    void OnClearing(Market market, ClearingResult result);
}
