using System.Diagnostics;
using Exchange.Clients.Tests.Cli;

namespace Exchange.Clients.Tests.Remote;

/// <summary>A real file system of a few megabytes that can be filled up; it takes the right to mount one, or sudo without a password.</summary>
internal sealed class SmallDisk : IDisposable
{
    private const string BallastName = "ballast";

    private readonly TemporaryDirectory _mountPoint = new();
    private readonly string[] _asRoot;

    private SmallDisk(string[] asRoot) => _asRoot = asRoot;

    public string Path => _mountPoint.Path;

    public static SmallDisk Mount(int megabytes)
    {
        var said = "";
        foreach (var asRoot in new string[][] { [], ["sudo", "-n"] })
        {
            var disk = new SmallDisk(asRoot);
            if (TryRun([.. asRoot, "mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=0777", "tmpfs", disk.Path], out said))
            {
                return disk;
            }
            disk._mountPoint.Dispose();
        }
        Assert.Skip($"a disk that fills up cannot be mounted: {said}");
        return null!;
    }

    public string File(string name) => _mountPoint.File(name);

    /// <summary>Takes all the room there is.</summary>
    public void Fill()
    {
        using var ballast = new FileStream(File(BallastName), FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (var block = new byte[1 << 20]; block.Length >= 1 << 12;)
        {
            try
            {
                ballast.Write(block);
            }
            catch (IOException)
            {
                block = new byte[block.Length / 2];
            }
        }
    }

    /// <summary>Gives it back.</summary>
    public void Free() => System.IO.File.Delete(File(BallastName));

    public void Dispose()
    {
        // Whatever is still open there must not keep it.
        TryRun([.. _asRoot, "umount", "-l", Path], out _);
        _mountPoint.Dispose();
    }

    private static bool TryRun(string[] command, out string said)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardError = true })!;
            said = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            said = missing.Message;
            return false;
        }
    }
}
