using FsCheck;
using FsCheck.Fluent;

namespace Exchange.Engine.Tests;

/// <summary>FsCheck with fixed seeds: a property that fails today failed yesterday.</summary>
internal static class Property
{
    private static readonly Config Seeded =
        Config.QuickThrowOnFailure.WithMaxTest(2_000).WithReplay(20_240_229UL, 1UL);

    /// <summary>Checks that a predicate holds for generated values; the failure names the value and the seed.</summary>
    public static void Check<T>(Gen<T> values, Func<T, bool> holds) =>
        Prop.ForAll(values.ToArbitrary(), holds).Check(Seeded);
}
