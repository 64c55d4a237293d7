using Exchange.Engine.Numerics;

namespace Exchange.Engine.Clearing.DirectExchange;

/// <summary>What a participant says it has.</summary>
/// <param name="Account">The account's number.</param>
/// <param name="Capacity">The account's capacity, set by the operator.</param>
/// <param name="Endowment">The endowment in lots; negative is short.</param>
public readonly record struct EndowmentReport(int Account, Capacity Capacity, Quantity Endowment);

/// <summary>What a participant gets.</summary>
/// <param name="Quantity">Lots bought; negative is sold.</param>
/// <param name="Cash">Cash received; negative is paid.</param>
public readonly record struct DirectAllocation(Quantity Quantity, Cash Cash);
