using System.CommandLine;
using Concentrator.Benchmarks;
using Concentrator.Benchmarks.Packets;

var timeouts = new Command("timeouts", "Retransmission timers, in virtual time");
timeouts.SetAction(_ => TimeoutTable.Write(Console.Out));
return await new RootCommand("Measurements of docs/performance.md") { timeouts, PacketsCommand.Build() }.Parse(args).InvokeAsync();
