using System.Globalization;
using System.Runtime.CompilerServices;
using Concentrator.Cli;
using Concentrator.Node.Hosting;
using Xunit;

namespace Concentrator.Node.Tests.Hosting;

/// <summary>deploy/concentrator.service lets the node do what it promises.</summary>
public class ServiceUnitTests
{
    private static readonly ILookup<string, string> Settings = File.ReadLines(At("deploy/concentrator.service"))
        .Where(line => !line.StartsWith('#') && line.Contains('=')).Select(line => line.Split('=', 2)).ToLookup(pair => pair[0], pair => pair[1]);

    [Fact]
    public void Node_should_have_the_time_to_close_its_tunnels() =>
        Assert.True(TimeSpan.FromSeconds(int.Parse(Settings["TimeoutStopSec"].Single(), CultureInfo.InvariantCulture)) > NodeHost.LongestStop);

    /// <summary>RestartPreventExitStatus looks at the exit status of ExecStart alone.</summary>
    [Fact]
    public void Wrong_configuration_should_not_be_tried_for_ever()
    {
        Assert.Empty(Settings["ExecStartPre"]);
        Assert.Equal($"{ExitCodes.Usage}", Settings["RestartPreventExitStatus"].Single());
    }

    private static string At(string path, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "../../..", path);
}
