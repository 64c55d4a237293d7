using Exchange.Engine.Clearing.ContinuousBook;

namespace Exchange.Engine.Tests.Clearing.ContinuousBook;

public sealed class OrderBookTests() : ContinuousRuleContract(selfTrade => new OrderBook(selfTrade));
