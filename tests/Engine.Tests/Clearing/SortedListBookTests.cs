namespace Exchange.Engine.Tests.Clearing;

public sealed class SortedListBookTests() : ContinuousRuleContract(selfTrade => new SortedListBook(selfTrade));
