using System.Net;
using System.Net.Sockets;
using Concentrator.EndToEnd.Tests.NetworkNamespaces;
using Concentrator.EndToEnd.Tests.Peers;

namespace Concentrator.EndToEnd.Tests.Rig;

/// <summary>l2tpns as the rig runs it, spoken to in xl2tpd's words.</summary>
public sealed class L2tpnsTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task L2tpns_should_answer_a_recorded_sccrq()
    {
        await using var lab = new NamespaceLab();
        var (lac, lns) = await lab.AddPairAsync("lac", "192.0.2.2/24", "lns", "192.0.2.1/24");
        await using var l2tpns = await L2tpns.StartAsync(lns);
        using var socket = await lac.Inside(() => new UdpClient(new IPEndPoint(IPAddress.Parse("192.0.2.2"), 1701)));

        await socket.SendAsync(RecordedSccrq(), "192.0.2.1", 1701);
        var answer = (await socket.ReceiveAsync().WaitAsync(Limit)).Buffer;

        // The first AVP after the header is the Message Type (RFC 2661 4.4.1): 2 is SCCRP.
        Assert.Equal("8008000000000002", Convert.ToHexString(answer[12..20]));
    }

    private static byte[] RecordedSccrq()
    {
        var conversation = Checkout.Path("tests", "Concentrator.Protocol.Tests", "Golden", "xl2tpd-chap.txt");
        return Convert.FromHexString(File.ReadLines(conversation).First(line => line.StartsWith("lac>lns", StringComparison.Ordinal)).Split(' ')[1]);
    }
}
