using Concentrator.Cli;
using Concentrator.Node.Hosting;

return await ConcentratorCli.RunAsync(ConcentratorCli.BuildRoot(RunCommand.Build(), CheckCommand.Build()), args);
