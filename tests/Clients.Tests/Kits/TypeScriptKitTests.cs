namespace Exchange.Clients.Tests.Kits;

public sealed class TypeScriptKitTests(TypeScriptKit kit) : KitTests(kit), IClassFixture<TypeScriptKit>;
