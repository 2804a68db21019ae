using System.Runtime.InteropServices;

namespace Concentrator.Benchmarks.Reports;

/// <summary>Where something was measured.</summary>
internal sealed record Machine(string Processor, int Processors, string Kernel, string Runtime)
{
    public static Machine This => new(
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown",
        Environment.ProcessorCount, File.ReadAllText("/proc/sys/kernel/osrelease").Trim(), RuntimeInformation.FrameworkDescription);

    public override string ToString() => $"{Processors} × {Processor}, Linux {Kernel}, {Runtime}";
}
