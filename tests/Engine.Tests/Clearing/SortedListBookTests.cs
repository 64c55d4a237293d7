namespace Exchange.Engine.Tests.Clearing;

public sealed class SortedListBookTests() : ContinuousRuleContract(new SortedListBook());
