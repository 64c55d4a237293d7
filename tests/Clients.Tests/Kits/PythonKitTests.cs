namespace Exchange.Clients.Tests.Kits;

public sealed class PythonKitTests(PythonKit kit) : KitTests(kit), IClassFixture<PythonKit>;
