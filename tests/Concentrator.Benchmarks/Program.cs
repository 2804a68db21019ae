using System.CommandLine;
using Concentrator.Benchmarks;
using Concentrator.Benchmarks.Packets;
using Concentrator.Benchmarks.Reports;
using Concentrator.Benchmarks.Sessions;
using Concentrator.Benchmarks.Setups;

var timeouts = new Command("timeouts", "Retransmission timers, in virtual time");
timeouts.SetAction(_ => TimeoutTable.Write(Console.Out));
return await new RootCommand("Measurements of docs/performance.md")
{
    timeouts,
    PacketsCommand.Build(),
    BenchmarkOptions.Command("setups", "Set-up rate beside l2tpns; needs root", SetupBenchmark.RunAsync),
    BenchmarkOptions.Command("growth", "Graphs of set-up rate, processor time and memory as sessions and tunnels grow, beside l2tpns; needs root", GrowthBenchmark.RunAsync),
    BenchmarkOptions.Command("sessions", "Memory, packet rate and loss with up to 60,000 sessions held for 5 minutes; needs root", SessionsBenchmark.RunAsync),
}.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });   // a benchmark takes its servers with it
