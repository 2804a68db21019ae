using System.Net;
using Concentrator.Linux.L2tp;
using Concentrator.Linux.Network;
using Xunit;

namespace Concentrator.Linux.Tests.L2tp;

/// <summary>The octets of a little-endian machine, by linux/netlink.h, genetlink.h, l2tp.h and if_pppol2tp.h.</summary>
public sealed class L2tpMessagesTests
{
    private const ushort Family = 0x1c;

    [Fact]
    public void Family_should_be_asked_for_by_its_name()
    {
        AssertOctets(
            "20000000 1000 0100 07000000 00000000" + // nlmsghdr: length, GENL_ID_CTRL, request, sequence, port
            "03010000" + // CTRL_CMD_GETFAMILY
            "0900 0200 6c32747000 000000", // CTRL_ATTR_FAMILY_NAME "l2tp"
            L2tpMessages.FindFamily().Seal(7));
    }

    [Fact]
    public void Family_should_be_read_from_the_answer() =>
        Assert.Equal(Family, L2tpMessages.FamilyOf(Reply("01020000" + "0900 0200 6c32747000 000000" + "0600 0100 1c00 0000")));

    [Fact]
    public void Tunnels_should_be_asked_for_all_together_and_removed_one_by_one()
    {
        AssertOctets("14000000 1c00 0103 01000000 00000000" + "04010000", L2tpMessages.GetTunnels(Family).Seal(1)); // L2TP_CMD_TUNNEL_GET
        AssertOctets(
            "1c000000 1c00 0500 01000000 00000000" + "02010000" + "0800 0900 34120000", L2tpMessages.DeleteTunnel(Family, 0x1234).Seal(1)); // L2TP_CMD_TUNNEL_DELETE
    }

    [Fact]
    public void Tunnel_should_be_read_with_its_address_and_port()
    {
        var tunnel = L2tpMessages.TunnelOf(Reply(
            "04010000" +
            "0800 0900 34120000" +
            "1c00 1e80 0c00 0100 0300000000000000 0c00 0400 0500000000000000" + // L2TP_ATTR_STATS, nested: TX_PACKETS, RX_PACKETS
            "0600 1a00 a5060000" + // L2TP_ATTR_UDP_SPORT
            "0800 1800 c0000201")); // L2TP_ATTR_IP_SADDR

        Assert.Equal(new L2tpTunnelStatus(0x1234, IPAddress.Parse("192.0.2.1"), 1701), tunnel);
    }

    [Fact]
    public void Tunnel_without_an_id_should_be_none() => Assert.Null(L2tpMessages.TunnelOf(Reply("04010000 0600 1a00 a5060000")));

    [Fact]
    public void Answer_cut_off_anywhere_should_be_read_as_far_as_it_goes()
    {
        var whole = Octets("04010000 0800 0900 34120000 1c00 1e80 0c00 0100 0300000000000000 0c00 0400 0500000000000000 0600 1a00 a5060000");
        for (var length = L2tpMessages.FixedSize; length < whole.Length; length++)
        {
            var tunnel = L2tpMessages.TunnelOf(new NetlinkReply(whole[..length], L2tpMessages.FixedSize));
            Assert.Equal(length >= 12, tunnel is not null);
        }
    }

    [Fact]
    public void Session_should_be_named_as_the_packed_struct_has_it()
    {
        var name = new byte[PppoxSocket.NameSize];
        PppoxSocket.WriteName(name, tunnelSocket: 42, localTunnel: 1, localSession: 2, peerTunnel: 3, peerSession: 4);

        AssertOctets("1800 01000000 00000000 2a000000 0200 0000 00000000 0000000000000000 0100 0200 0300 0400", name);
    }

    private static NetlinkReply Reply(string octets) => new(Octets(octets), L2tpMessages.FixedSize);

    private static byte[] Octets(string text) => Convert.FromHexString(text.Replace(" ", ""));

    private static void AssertOctets(string expected, ReadOnlySpan<byte> octets) =>
        Assert.Equal(Convert.ToHexString(Octets(expected)), Convert.ToHexString(octets));
}
