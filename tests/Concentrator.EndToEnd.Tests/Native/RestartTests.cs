using Concentrator.EndToEnd.Tests.Captures;
using Concentrator.EndToEnd.Tests.NetworkNamespaces;
using Concentrator.EndToEnd.Tests.Node;

namespace Concentrator.EndToEnd.Tests.Native;

/// <summary>An LNS that is stopped in good order and started again on the state that it left.</summary>
public sealed class RestartTests
{
    private static readonly TimeSpan Limit = Dialing.Limit;

    [Fact]
    public async Task Lns_should_say_goodbye_and_remember_history_and_addresses()
    {
        await using var lab = new NamespaceLab();
        var (lacHost, lnsHost) = await lab.AddPairAsync("lac", "192.0.2.2/24", "lns", "192.0.2.1/24");
        var state = Directory.CreateTempSubdirectory($"{lnsHost.Namespace}-").FullName;
        try
        {
            await using var lac = await ConcentratorProcess.StartAsync(lacHost, LacConfiguration, files: Passwords);
            long tunnel;
            string? address;
            await using (var lns = await ConcentratorProcess.StartAsync(lnsHost, LnsConfiguration, state))
            {
                await lac.DialAsync("alice");
                (tunnel, address) = ((await lns.TunnelAsync("lns")).Number("tunnelId"), (await lns.SessionAsync("lns")).Text("address"));
                await using var capture = await Capture.StartAsync(lnsHost, lacHost.Name, "udp");

                await lns.StopAsync();

                await capture.SeesAsync("ip.src == 192.0.2.1 && l2tp.avp.message_type == 4", Limit);
                var dissection = await capture.StopAsync();
                Assert.NotEmpty(await dissection.FieldsAsync("ip.src == 192.0.2.1 && l2tp.avp.message_type == 14", "frame.number"));
                Assert.Empty(await dissection.MalformedAsync());
                await lac.HangUpAsync("alice");
            }

            await using (var lns = await ConcentratorProcess.StartAsync(lnsHost, LnsConfiguration, state))
            {
                var history = await lns.ShowUntilAsync("history", history => history.Items().Any(entry => entry.Text("kind") == "session"), Limit);
                var entry = Assert.Single(history.Items(), entry => entry.Text("kind") == "session");
                Assert.Equal((tunnel, "alice", address), (entry.Number("tunnelId"), entry.Text("user"), entry.Text("address")));

                // Somebody new comes first, and gets none of the addresses that wait for their users.
                await lac.DialAsync("bob");
                await lac.DialAsync("alice");
                var sessions = (await lns.ListAsync("sessions")).ToDictionary(session => session.Text("user")!, session => session.Text("address"));
                Assert.Equal(address, sessions["alice"]);
                Assert.NotEqual(address, sessions["bob"]);

                await lac.StopAsync();
                await lns.ShowUntilAsync("sessions", sessions => !sessions.Items().Any(), Limit);
                await lns.StopAsync();
            }
        }
        finally
        {
            Directory.Delete(state, recursive: true);
        }
    }

    private static readonly Dictionary<string, string> Passwords = new() { ["alice"] = "wonderland", ["bob"] = "builder" };

    private const string LnsConfiguration = """
        {
          "listen": "192.0.2.1",
          "tun": { "address": "10.99.0.1" },
          "pools": { "pool": { "ranges": "10.99.0.0/28" } },
          "users": [{ "name": "alice", "password": "wonderland" }, { "name": "bob", "password": "builder" }],
          "lns": [{ "name": "lns", "pool": "pool" }]
        }
        """;

    private const string LacConfiguration = """
        {
          "journal": "none",
          "dialers": [
            { "name": "alice", "lns": "192.0.2.1", "auto": false, "user": "alice", "passwordFile": "alice" },
            { "name": "bob", "lns": "192.0.2.1", "auto": false, "user": "bob", "passwordFile": "bob" }
          ]
        }
        """;
}
