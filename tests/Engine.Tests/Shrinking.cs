namespace Exchange.Engine.Tests;

/// <summary>Makes a script that fails as short as it can be: delta debugging.</summary>
internal static class Shrinking
{
    /// <summary>
    /// Leaves out steps, long runs first and then single ones, for as long as the rest still fails. In the end it does not
    /// fail any more without any one of its steps.
    /// </summary>
    /// <param name="steps">Steps that fail.</param>
    /// <param name="failsAt">The place of the step at which some steps fail; null: they do not.</param>
    public static List<T> Shrink<T>(IReadOnlyList<T> steps, Func<IReadOnlyList<T>, int?> failsAt)
    {
        var left = steps.Take(failsAt(steps)!.Value + 1).ToList();
        for (var run = left.Count / 2; run >= 1; run = run == 1 ? 0 : run / 2)
        {
            bool isShorter;
            do
            {
                isShorter = false;
                for (var start = left.Count - run; start >= 0; start -= run)
                {
                    var shorter = left.Where((_, i) => i < start || i >= start + run).ToList();
                    if (failsAt(shorter) is { } place)
                    {
                        left = shorter[..(place + 1)];
                        start = Math.Min(start, left.Count);
                        isShorter = true;
                    }
                }
            }
            while (isShorter && run == 1);
        }
        return left;
    }
}
