using Concentrator.EndToEnd.Tests.Processes;
using Concentrator.Load;

namespace Concentrator.Benchmarks.Lab;

/// <summary>
/// A forwarder without control plane, started as <c>PROGRAM BINDIP PORT LACIP LACPORT TUNNELS SESSIONS BASEIP</c>: session number i has the address BASEIP + i,
/// tunnel i mod TUNNELS + 1, session id i div TUNNELS + 1 and the LAC's port LACPORT + i mod TUNNELS; its TUN device is tun0.
/// </summary>
internal sealed class Forwarder(ChildProcess process) : IServer
{
    public const int FirstLacPort = 20_000;

    public int Pid => process.Pid;

    public Func<LoadPlan, LoadPlan>? Signalling => null;

    public static async Task<Forwarder> StartAsync(Access access, string program, int tunnels, int sessions)
    {
        var process = access.Lns.Start(program,
            [Access.LnsAddress, "1701", Access.LacAddress, $"{FirstLacPort}", $"{tunnels}", $"{tunnels * sessions}", Access.FirstSubscriber]);
        await Until.True(async () => (await access.Lns.RunAsync("ip", "link", "set", "tun0", "up")).Succeeded, Command.DefaultLimit, "the forwarder's TUN device");
        await access.Lns.IpAsync("route", "add", Access.Subscribers, "dev", "tun0");
        return new Forwarder(process);
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();
}
