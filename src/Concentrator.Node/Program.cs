using Concentrator.Cli;
using Concentrator.Load;
using Concentrator.Node.Hosting;
using Concentrator.Node.Migration;

return await ConcentratorCli.RunAsync(
    ConcentratorCli.BuildRoot(RunCommand.Build(), CheckCommand.Build(), ImportCommand.Build(), LoadCommand.Build(), Xl2tpdControlCommand.Build()), args);
