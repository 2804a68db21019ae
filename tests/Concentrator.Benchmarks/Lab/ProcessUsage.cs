using System.Globalization;

namespace Concentrator.Benchmarks.Lab;

/// <summary>What a process has used so far, as the kernel's scheduler counts it, all threads together, also those that have ended.</summary>
/// <param name="Cpu">User and system time; right to 10 ms.</param>
internal readonly record struct ProcessUsage(TimeSpan Cpu)
{
    private const int MillisecondsPerTick = 10;   // USER_HZ is 100 wherever .NET runs

    public static ProcessUsage Of(int pid)
    {
        // Behind the name, which may hold anything: state, and then utime and stime as the 12th and 13th field (proc_pid_stat(5)).
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return new ProcessUsage(TimeSpan.FromMilliseconds(MillisecondsPerTick * (Number(fields[11]) + Number(fields[12]))));
    }

    /// <summary>What the thread has used by which .NET compiles anew what runs often; zero for a program of another kind.</summary>
    public static TimeSpan CompilingOf(int pid)
    {
        foreach (var thread in Directory.EnumerateDirectories($"/proc/{pid}/task"))
        {
            if (File.ReadAllText($"{thread}/comm").StartsWith(".NET Tiered", StringComparison.Ordinal))
                return TimeSpan.FromMicroseconds(Number(File.ReadAllText($"{thread}/schedstat").Split(' ')[0]) / 1000.0);
        }

        return TimeSpan.Zero;
    }

    /// <summary>Resident memory, octets.</summary>
    public static long ResidentOf(int pid) => 1024 * Number(
        File.ReadLines($"/proc/{pid}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
