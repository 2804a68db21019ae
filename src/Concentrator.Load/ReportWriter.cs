using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Concentrator.Load.Measuring;

namespace Concentrator.Load;

/// <summary>A <see cref="LoadReport"/> for people and for programs.</summary>
internal static class ReportWriter
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static void WriteJson(TextWriter output, LoadReport report) => output.WriteLine(JsonSerializer.Serialize(report, Json));

    public static void WriteTable(TextWriter output, LoadReport report)
    {
        var shape = report.Shape;
        output.WriteLine(
            $"{report.Target}: {shape.Tunnels} × {shape.SessionsPerTunnel} sessions, {shape.InFlight} in flight; {shape.Threads} threads × {shape.Ports} ports, "
            + (shape.Train > 1 ? $"UDP GSO with trains of {shape.Train}" : "no UDP GSO"));
        output.WriteLine();
        Row(output, "", "up", "failed", "lost", "per second", "p50", "p90", "p99", "max");
        Setup("tunnels", report.Tunnels);
        Setup("sessions", report.Sessions);
        if ((report.Upstream ?? report.Downstream) is not null)
        {
            output.WriteLine();
            Row(output, "", "sent", "received", "lost", "received/s", "Mbit/s", "p50", "p99", "max");
            Traffic("upstream", report.Upstream);
            Traffic("downstream", report.Downstream);
        }

        output.WriteLine();
        var control = report.Control;
        output.WriteLine(Invariant($"control     {control.Retransmissions} retransmissions, {control.Duplicates} duplicates, {control.OutOfOrder} out of order, {control.Strays} strays"));
        if (report.Radius is { } radius)
            output.WriteLine(Invariant($"radius      {radius.Accepted} accepted, {radius.Rejected} rejected, {radius.Accounted} accounted, {radius.Repeated} repeated, {radius.Discarded} discarded"));
        output.WriteLine(Invariant($"held        {report.HeldSeconds:0.0} s"));
        output.WriteLine(Invariant($"teardown    {report.Teardown.Sessions} sessions in {report.Teardown.Seconds:0.0} s, {report.Teardown.PerSecond:0}/s{(report.Teardown.IsComplete ? "" : ", not complete")}"));
        output.WriteLine(Invariant($"this tool   {report.Own.CpuSeconds:0.0} s of CPU, {report.Own.PeakMemory / 1048576} MiB, {report.Own.ReceiveDrops} receive drops, {report.Own.SendsRefused} sends refused"));
        foreach (var verdict in report.Verdicts)
            output.WriteLine($"{"limit",-12}{verdict.Phase}: {Name(verdict.Limit)}: {verdict.Reason}");
        foreach (var (cause, count) in report.Failures)
            output.WriteLine($"{"failed",-12}{count} × {cause}");
        foreach (var (cause, count) in report.Losses)
            output.WriteLine($"{"lost",-12}{count} × {cause}");
        foreach (var problem in report.Problems)
            output.WriteLine($"{"problem",-12}{problem}");

        void Setup(string name, SetupFigures figures) => Row(
            output, name, $"{figures.Up}", $"{figures.Failed}", $"{figures.Lost}", Invariant($"{figures.PerSecond:0}"), Time(figures.Times.P50), Time(figures.Times.P90),
            Time(figures.Times.P99), Time(figures.Times.Max));

        void Traffic(string name, TrafficFigures? figures)
        {
            if (figures is not null)
                Row(
                    output, $"{name} {figures.Size}", $"{figures.Sent}", $"{figures.Received}", $"{figures.Lost}", Invariant($"{figures.ReceivedPerSecond:0}"),
                    Invariant($"{figures.Mbps:0.0}"), Time(figures.Latency.P50), Time(figures.Latency.P99), Time(figures.Latency.Max));
        }
    }

    private static void Row(TextWriter output, string name, params string[] cells) =>
        output.WriteLine($"{name,-16}{string.Concat(cells.Select(cell => $"{cell,11}"))}");

    private static string Name(LoadLimit limit) => limit switch
    {
        LoadLimit.Generator => "this tool",
        LoadLimit.Server => "the LNS or the way to it",
        _ => "what was asked for",
    };

    private static string Time(double? seconds) => seconds switch
    {
        null => "-",
        < 0.00995 => Invariant($"{seconds * 1000:0.00} ms"),
        < 0.9995 => Invariant($"{seconds * 1000:0.0} ms"),
        _ => Invariant($"{seconds:0.00} s"),
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
