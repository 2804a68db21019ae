using System.CommandLine;
using Concentrator.Cli;
using Concentrator.Control.Policy;
using Concentrator.DataPlane.Kernel;
using Concentrator.Node.Configuration;

namespace Concentrator.Node.Hosting;

/// <summary>`concentrator check FILE`: says all that is wrong with a configuration, and starts nothing.</summary>
internal static class CheckCommand
{
    public static Command Build()
    {
        var file = new Argument<string>("file") { Description = "the configuration file" };
        var command = new Command("check", "Check a configuration file and report every error in it") { file };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(file), parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error));
        return command;
    }

    private static int Run(string file, TextWriter output, TextWriter error)
    {
        var loaded = ConfigurationFile.Load(file);
        Report(loaded, error);
        if (loaded.Configuration is not { } configuration)
            return ExitCodes.Usage;
        if (configuration.Node.DataPlane is DataPlaneKind.Kernel && KernelSupport.Missing is { } missing)
        {
            error.WriteLine($"error: node.dataPlane: {missing}");
            return ExitCodes.Failed;
        }

        output.WriteLine($"{file} is good: {configuration.Lns.Count} LNS profiles, {configuration.Dialers.Count} dialers, {configuration.Pools.Count} pools");
        return ExitCodes.Ok;
    }

    /// <summary>Writes each problem on a line of its own, with its place.</summary>
    internal static void Report(LoadedConfiguration loaded, TextWriter error)
    {
        foreach (var problem in loaded.Errors)
            error.WriteLine($"error: {problem}");
        foreach (var problem in loaded.Warnings)
            error.WriteLine($"warning: {problem}");
    }
}
