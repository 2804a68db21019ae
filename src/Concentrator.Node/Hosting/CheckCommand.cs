using System.CommandLine;
using Concentrator.Cli;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Profiles;
using Concentrator.DataPlane.Kernel;
using Concentrator.Linux.Network;
using Concentrator.Linux.Processes;
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
        if (!FiltersAreGood(configuration, error))
            return ExitCodes.Usage;

        output.WriteLine($"{file} is good: {configuration.Lns.Count} LNS profiles, {configuration.Dialers.Count} dialers, {configuration.Pools.Count} pools");
        return ExitCodes.Ok;
    }

    /// <summary>Has nft read the filters of the groups, where it can: in the group's network namespace, if that is there already.</summary>
    private static bool FiltersAreGood(NodeConfiguration configuration, TextWriter error)
    {
        var good = true;
        using var processes = new ChildProcesses(fault => error.WriteLine($"warning: {fault.Message}"));
        var nftables = new Nftables(processes);
        foreach (var group in configuration.Groups)
        {
            var @namespace = group.Namespace is { } name && NetworkNamespaces.Exists(name) ? name : null;
            if (group.Filter is not { } filter || nftables.Check(FilterScript.Replace(group, filter), @namespace, filter.File) is not { } refusal)
                continue;
            good &= !refusal.IsOfTheScript;
            error.WriteLine($"{(refusal.IsOfTheScript ? "error" : "warning")}: groups.{group.Name}.filter: {(refusal.IsOfTheScript ? "" : "cannot be checked here: ")}{refusal.Text}");
        }
        return good;
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
