using System.Globalization;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Tests.Reliability;

namespace Concentrator.Benchmarks;

/// <summary>The adaptive retransmission timer and the fixed one side by side, as a table for docs/performance.md.</summary>
internal static class TimeoutTable
{
    private const int Runs = 1000;

    public static void Write(TextWriter output)
    {
        output.WriteLine("| round trip | loss | timer | set up (median) | set up (95 %) | retransmissions | of them spurious |");
        output.WriteLine("| ---: | ---: | --- | ---: | ---: | ---: | ---: |");
        foreach (var roundTrip in (int[])[2, 600, 1500])
            foreach (var loss in (double[])[0, 0.05, 0.2])
                foreach (var (name, timer) in new[] { ("adaptive", SetUpSimulation.Adaptive), ("fixed", SetUpSimulation.Fixed) })
                    output.WriteLine(Row(roundTrip, loss, name, timer));
    }

    private static string Row(int roundTrip, double loss, string name, Retransmission timer)
    {
        var summary = SetUpSummary.Of(timer, roundTrip, loss, Runs);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {roundTrip} ms | {loss * 100:0} % | {name} | {summary.Median.TotalSeconds:0.00} s | {summary.Slow.TotalSeconds:0.00} s | {summary.Retransmissions:0.0} | {summary.Spurious:0.0} |");
    }
}
