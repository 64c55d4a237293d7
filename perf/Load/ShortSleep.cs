using System.Runtime.InteropServices;

namespace Exchange.Load;

/// <summary>
/// Sleeps of microseconds, which the base library does not have: whoever keeps a rate must neither be a millisecond late
/// nor keep a processor busy that what is measured needs.
/// </summary>
internal static partial class ShortSleep
{
    private const int SetTimerSlack = 29;

    /// <summary>Has the kernel wake the calling thread in time, and not within 50 µs of it.</summary>
    public static void BePunctual()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Control(SetTimerSlack, 1, 0, 0, 0);
        }
    }

    /// <summary>Sleeps for so long, or a little longer. Not above a second.</summary>
    public static void For(long ns)
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Sleep(new(0, (nint)Math.Clamp(ns, 1, 999_999_999)), 0);
        }
        else
        {
            Thread.Sleep(ns < 1_000_000 ? 0 : (int)(ns / 1_000_000));
        }
    }

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static partial int Sleep(in Duration duration, nint rest);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Control(int option, nuint first, nuint second, nuint third, nuint fourth);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Duration(nint seconds, nint ns)
    {
        private readonly nint _seconds = seconds;
        private readonly nint _ns = ns;
    }
}
