using System.Globalization;

namespace Concentrator.Benchmarks.Lab;

/// <summary>What a process has used so far, as the kernel's scheduler counts it, all threads together.</summary>
/// <param name="Cpu">User and system time.</param>
internal readonly record struct ProcessUsage(TimeSpan Cpu)
{
    private const int NanosecondsPerTick = 100;

    /// <summary>Exact, where times(2) samples; a thread that ends in between takes its share with it.</summary>
    public static ProcessUsage Of(int pid)
    {
        var nanoseconds = Directory.EnumerateDirectories($"/proc/{pid}/task").Sum(task =>
            long.Parse(File.ReadAllText(Path.Combine(task, "schedstat")).Split(' ')[0], CultureInfo.InvariantCulture));
        return new ProcessUsage(TimeSpan.FromTicks(nanoseconds / NanosecondsPerTick));
    }

    /// <summary>Resident memory, octets.</summary>
    public static long ResidentOf(int pid) => 1024 * long.Parse(
        File.ReadLines($"/proc/{pid}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
