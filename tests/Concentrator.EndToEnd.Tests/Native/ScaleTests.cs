using System.Net;
using System.Net.Sockets;
using System.Text;
using Concentrator.EndToEnd.Tests.NetworkNamespaces;
using Concentrator.EndToEnd.Tests.Node;

namespace Concentrator.EndToEnd.Tests.Native;

/// <summary>1,000 sessions over 50 tunnels, each of which carries traffic.</summary>
public sealed class ScaleTests
{
    private const int Tunnels = 50, CallsPerTunnel = 20;
    private const int EchoPort = 7;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(180);

    [Fact]
    public async Task Thousand_sessions_should_all_carry_traffic_and_leave_nothing_behind()
    {
        await using var lab = new NamespaceLab();
        var (lacHost, lnsHost) = await lab.AddPairAsync("lac", "192.0.2.2/24", "lns", "192.0.2.1/24");
        await using var lns = await ConcentratorProcess.StartAsync(lnsHost, LnsConfiguration);
        await using var lac = await ConcentratorProcess.StartAsync(lacHost, LacConfiguration(), files: new Dictionary<string, string> { ["password"] = "lab" });

        await lac.ShowUntilAsync("dialers", dialers => dialers.Items().Sum(dialer => dialer.Number("sessionsUp")) == Tunnels * CallsPerTunnel, Limit);
        var sessions = await lac.ShowUntilAsync("sessions", sessions => sessions.Items().All(session => session.Text("address") is not null), Limit);
        var addresses = sessions.Items().ToDictionary(session => session.Text("interface")!, session => IPAddress.Parse(session.Text("address")!));
        Assert.Equal(Tunnels * CallsPerTunnel, addresses.Values.Distinct().Count());

        using var echo = await lnsHost.Inside(() => new UdpClient(new IPEndPoint(IPAddress.Parse("10.64.0.1"), EchoPort)));
        _ = EchoAsync(echo);
        Assert.Empty(await lacHost.Inside(() => WithoutAnswer(addresses)));

        await lac.StopAsync(Limit);

        await lns.ShowUntilAsync("tunnels", tunnels => !tunnels.Items().Any(), Limit);
        Assert.Empty(await lns.ListAsync("sessions"));
        await lns.ShowUntilAsync("pools", pools => pools.Items().Single().Number("leased") == 0, Limit);
        Assert.DoesNotContain("tun", await lacHost.IpAsync("-details", "link", "show", "type", "tun"));
        await lns.StopAsync(Limit);
    }

    private static async Task EchoAsync(UdpClient server)
    {
        try
        {
            while (true)
            {
                var request = await server.ReceiveAsync();
                await server.SendAsync(request.Buffer, request.RemoteEndPoint);
            }
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
            // Disposed: the end of every server.
        }
    }

    /// <summary>Sends through every interface, again to those that did not answer in time, and gives the interfaces that never did.</summary>
    private static List<string> WithoutAnswer(Dictionary<string, IPAddress> sessions)
    {
        const int Rounds = 10;
        var open = sessions.ToDictionary(session => session.Key, session => Probe(session.Key, session.Value));
        try
        {
            var buffer = new byte[64];
            for (var round = 0; round < Rounds && open.Count > 0; round++)
            {
                foreach (var socket in open.Values)
                    socket.SendTo("echo"u8, new IPEndPoint(IPAddress.Parse("10.64.0.1"), EchoPort));
                for (var idle = false; !idle && open.Count > 0;)
                {
                    var answered = open.Values.ToList();
                    Socket.Select(answered, null, null, TimeSpan.FromSeconds(1));
                    idle = answered.Count == 0;
                    foreach (var (name, socket) in open.Where(pair => answered.Contains(pair.Value)).ToList())
                    {
                        socket.Receive(buffer);
                        socket.Dispose();
                        open.Remove(name);
                    }
                }
            }

            return [.. open.Keys];
        }
        finally
        {
            foreach (var socket in open.Values)
                socket.Dispose();
        }
    }

    private static Socket Probe(string device, IPAddress address)
    {
        const int LevelSocket = 1, BindToDevice = 25;
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.SetRawSocketOption(LevelSocket, BindToDevice, Encoding.ASCII.GetBytes(device));
        socket.Bind(new IPEndPoint(address, 0));
        return socket;
    }

    /// <summary>Tunnels that have ended are not held for long.</summary>
    private const string LnsConfiguration = """
        {
          "listen": "192.0.2.1",
          "node": { "logLevel": "warning", "shutdownTimeout": 30 },
          "tun": { "address": "10.64.0.1" },
          "pools": { "pool": { "ranges": "10.64.0.0/16" } },
          "users": [{ "name": "*", "password": "lab", "lab": true }],
          "lns": [{ "name": "lns", "pool": "pool", "tunnel": { "retransmission": { "giveUpAfter": 5 } }, "ppp": { "authentication": "chap" } }]
        }
        """;

    private static string LacConfiguration() => $$"""
        {
          "listen": "192.0.2.2",
          "node": { "logLevel": "warning", "shutdownTimeout": 30 },
          "journal": "none",
          "dialers": [
            {{string.Join(",\n    ", Enumerable.Range(1, Tunnels).Select(tunnel => $$"""
            { "name": "tun{{tunnel}}", "lns": "192.0.2.1", "user": "user{{tunnel}}", "passwordFile": "password", "calls": {{CallsPerTunnel}} }
            """))}}
          ]
        }
        """;
}
