using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.Tests.Golden;
using Xunit;

namespace Concentrator.Protocol.Tests.L2tp;

public class GoldenPacketTests
{
    private static readonly byte[] Secret = "secret"u8.ToArray();

    public static TheoryData<string> All => [.. GoldenPackets.L2tpControl];

    [Theory]
    [InlineData("rfc2661/sccrq", "SCCRQ [Protocol Version=1.0, Framing Capabilities=Synchronous, Asynchronous, Bearer Capabilities=None, Tie Breaker=81985529216486895, Firmware Revision=1680, Host Name=\"lac\", Vendor Name=\"xelerance.com\", Assigned Tunnel ID=23063, Receive Window Size=4, Challenge=00112233445566778899aabbccddeeff]")]
    [InlineData("rfc2661/sccrp", "SCCRP [Protocol Version=1.0, Framing Capabilities=Synchronous, Asynchronous, Bearer Capabilities=Digital, Analog, Firmware Revision=1, Host Name=\"lns\", Vendor Name=\"Example\", Assigned Tunnel ID=257, Receive Window Size=8, Challenge=2a, Challenge Response=***]")]
    [InlineData("rfc2661/scccn", "SCCCN [Challenge Response=***]")]
    [InlineData("rfc2661/stopccn", "StopCCN [Assigned Tunnel ID=257, Result Code=2/6 VendorSpecific \"Goodbye\"]")]
    [InlineData("rfc2661/stopccn-without-error-code", "StopCCN [Assigned Tunnel ID=257, Result Code=1]")]
    [InlineData("rfc2661/hello", "HELLO []")]
    [InlineData("rfc2661/icrq", "ICRQ [Assigned Session ID=2571, Call Serial Number=7, Bearer Type=Analog, Physical Channel ID=16, Called Number=\"0800\", Calling Number=\"12345\", Sub-Address=\"42\"]")]
    [InlineData("rfc2661/icrp", "ICRP [Assigned Session ID=3085]")]
    [InlineData("rfc2661/iccn", "ICCN [(Tx) Connect Speed=10000000, Framing Type=Synchronous, Initial Received LCP CONFREQ=010405dc, Last Sent LCP CONFREQ=0304c023, Last Received LCP CONFREQ=050612345678, Proxy Authen Type=Chap, Proxy Authen Name=\"alice\", Proxy Authen Challenge=cafebabe, Proxy Authen ID=7, Proxy Authen Response=***, Private Group ID=626c7565, Rx Connect Speed=1000000, Sequencing Required]")]
    [InlineData("rfc2661/ocrq", "OCRQ [Assigned Session ID=1, Call Serial Number=2147483648, Minimum BPS=10000, Maximum BPS=10000000, Bearer Type=Digital, Analog, Framing Type=Synchronous, Asynchronous, Called Number=\"5551212\", Sub-Address=\"9\"]")]
    [InlineData("rfc2661/ocrp", "OCRP [Assigned Session ID=2, Physical Channel ID=4294967295]")]
    [InlineData("rfc2661/occn", "OCCN [(Tx) Connect Speed=64000, Rx Connect Speed=64000, Framing Type=Asynchronous, Sequencing Required]")]
    [InlineData("rfc2661/cdn", "CDN [Result Code=2/4 InsufficientResources \"no ports\", Assigned Session ID=3085, Q.931 Cause Code=16 message 69 \"done\"]")]
    [InlineData("rfc2661/wen", "WEN [Call Errors=CRC 1, framing 2, hardware overruns 3, buffer overruns 4, time-outs 5, alignment 6]")]
    [InlineData("rfc2661/sli", "SLI [ACCM=send ffffffff receive 000a0000]")]
    [InlineData("companions/sccrq", "SCCRQ [Protocol Version=1.0, Framing Capabilities=Synchronous, Asynchronous, Host Name=\"lac\", Assigned Tunnel ID=23063, Control Connection DS=DSCP 46, Modem On-Hold Capable, Failover Capability=control and data channels within 120000 ms, Tunnel Recovery=23062 with 257]")]
    [InlineData("companions/sccrp", "SCCRP [Protocol Version=1.0, Framing Capabilities=Synchronous, Asynchronous, Host Name=\"lns\", Assigned Tunnel ID=257, Control Connection DS=DSCP 0, Modem On-Hold Capable, Failover Capability=data channels, Suggested Control Sequence=Ns 3 Nr 100]")]
    [InlineData("companions/icrq", "ICRQ [Assigned Session ID=2571, Call Serial Number=7, Bearer Type=Broadband, Service Category=RealTime, Service Name=\"gold\", Calling Sub-Address=39246f00000e7c9c031200010001000012345678, VPI/VCI identifier=100.33, Session DS=PHB 0x28c1, Connect Speed Update Enable, Agent-Circuit-Id=\"dslam-1 atm 3/0:100.33\", Agent-Remote-Id=\"0800\", Actual-Data-Rate-Upstream=1000000, Actual-Data-Rate-Downstream=2000000, Minimum-Data-Rate-Upstream=3000000, Minimum-Data-Rate-Downstream=4000000, Attainable-Data-Rate-Upstream=5000000, Attainable-Data-Rate-Downstream=6000000, Maximum-Data-Rate-Upstream=7000000, Maximum-Data-Rate-Downstream=8000000, Minimum-Data-Rate-Upstream-Low-Power=9000000, Minimum-Data-Rate-Downstream-Low-Power=10000000, Maximum-Interleaving-Delay-Upstream=10, Actual-Interleaving-Delay-Upstream=20, Maximum-Interleaving-Delay-Downstream=30, Actual-Interleaving-Delay-Downstream=40, Access-Loop-Encapsulation=ATM AAL5, single-tagged Ethernet, Ethernet over AAL5 LLC without FCS, ANCP Access Line Type=Vdsl2, IWF-Session=1]")]
    [InlineData("companions/icrp", "ICRP [Assigned Session ID=3085, Session DS=DSCP 46]")]
    [InlineData("companions/iccn", "ICCN [(Tx) Connect Speed=10000000, Framing Type=Synchronous, LCP Want Options=[mru 1492, acfc], LCP Allow Options=[mru 1500, acfc, pfc]]")]
    [InlineData("companions/ocrq", "OCRQ [Assigned Session ID=1, Call Serial Number=1, Minimum BPS=10000, Maximum BPS=10000000, Bearer Type=Broadband, Framing Type=Synchronous, Called Number=\"5551212\", Rx Minimum BPS=1000, Rx Maximum BPS=1000000, Service Category=NonRealTime, Session DS=DSCP 10]")]
    [InlineData("companions/ocrp", "OCRP [Assigned Session ID=2, VPI/VCI identifier=1.32, Session DS=DSCP 10]")]
    [InlineData("companions/cdn", "CDN [Result Code=3/0 None, Assigned Session ID=2571, PPP Disconnect Cause Code=NcpTimeout of 0x8021, PPP Disconnect Cause Code=NoNcpAvailable of 0x8057 \"no v6\"]")]
    [InlineData("companions/sli", "SLI [ACCM=send ffffffff receive 00000000, LNS Last Sent LCP Confreq=[mru 1492, auth pap], LNS Last Received LCP Confreq=[magic 0x12345678]]")]
    [InlineData("companions/mdmst", "MDMST [Modem On-Hold Status=on hold for 6 min at most]")]
    [InlineData("companions/fsq", "FSQ [Failover Session State=2571 with 3085, Failover Session State=2572 with 3086]")]
    [InlineData("companions/fsr", "FSR [Failover Session State=3085 with 2571, Failover Session State=0 with 2572]")]
    [InlineData("companions/csun", "CSUN [Connect Speed Update=session 3085 tx 10000000 rx 1000000, Connect Speed Update=session 3086 tx 64000 rx 64000]")]
    [InlineData("companions/csurq", "CSURQ [Connect Speed Update=session 2571 tx 0 rx 0, Connect Speed Update=session 2572 tx 0 rx 0]")]
    [InlineData("xl2tpd/sccrq", "SCCRQ [Protocol Version=1.0, Framing Capabilities=Synchronous, Asynchronous, Bearer Capabilities=None, Firmware Revision=1680, Host Name=\"client.example\", Vendor Name=\"xelerance.com\", Assigned Tunnel ID=25235, Receive Window Size=4, Challenge=e5f1cbf8ba30b9690428f504c49f221b]")]
    [InlineData("xl2tpd/scccn", "SCCCN [Challenge Response=***]")]
    [InlineData("xl2tpd/icrq", "ICRQ [Assigned Session ID=35543, Call Serial Number=1, Bearer Type=None]")]
    [InlineData("xl2tpd/iccn", "ICCN [(Tx) Connect Speed=0, Framing Type=Synchronous, Rx Connect Speed=0]")]
    [InlineData("xl2tpd/cdn", "CDN [Result Code=1/0 None, Assigned Session ID=35543]")]
    public void Transcript_of_a_golden_packet_should_show_each_avp_and_mask_secrets(string packet, string transcript) =>
        Assert.Equal(transcript, Packets.Accepted(GoldenPackets.Read(packet)).ToString());

    [Theory]
    [MemberData(nameof(All))]
    public void Golden_packet_should_decode_and_encode_to_equal_content(string packet)
    {
        var (control, message) = Read(GoldenPackets.Read(packet));
        var again = Packets.Encode(message, control.TunnelId.Value, control.SessionId.Value, control.Ns.Value, control.Nr.Value);
        var (controlAgain, messageAgain) = Read(again);

        Assert.Equal(message, messageAgain);
        Assert.Equal(control.ToString(), controlAgain.ToString());
    }

    [Fact]
    public void Golden_packets_in_our_own_order_and_bits_should_encode_to_the_same_octets() =>
        Assert.All(GoldenPackets.L2tpControl.Where(name => name.StartsWith("rfc2661/", StringComparison.Ordinal) || name.StartsWith("companions/", StringComparison.Ordinal)), name =>
        {
            var (control, message) = Read(GoldenPackets.Read(name));
            Assert.Equal(
                GoldenPackets.Read(name),
                Packets.Encode(message, control.TunnelId.Value, control.SessionId.Value, control.Ns.Value, control.Nr.Value));
        });

    [Theory]
    [MemberData(nameof(All))]
    public void Truncated_golden_packet_should_be_discarded_since_its_length_lies(string packet)
    {
        var whole = GoldenPackets.Read(packet);
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.False(ControlDatagram.TryParse(whole.AsSpan(0, length), out _, out var error));
            Assert.Equal(ProtocolErrorAnswer.Discard, error.Answer);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Golden_packet_cut_anywhere_with_its_length_put_right_should_be_a_value_not_an_exception(string packet)
    {
        var whole = GoldenPackets.Read(packet);
        for (var length = L2tpHeader.ControlSize; length < whole.Length; length++)
        {
            var cut = whole[..length];
            (cut[2], cut[3]) = ((byte)(length >> 8), (byte)length);
            Assert.True(ControlDatagram.TryParse(cut, out var control, out _));
            if (!control.TryDecode(Secret, out _, out var error))
                Assert.NotEqual(ProtocolErrorKind.None, error.Kind);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Golden_packet_with_any_bit_flipped_should_be_a_value_not_an_exception(string packet)
    {
        var datagram = GoldenPackets.Read(packet);
        for (var bit = 0; bit < datagram.Length * 8; bit++)
        {
            datagram[bit / 8] ^= (byte)(1 << (bit % 8));
            Fuzz.Decode(datagram, Secret);
            datagram[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    private static (ControlDatagram Control, ControlMessage? Message) Read(byte[] datagram)
    {
        Assert.True(ControlDatagram.TryParse(datagram, out var control, out var error), error.ToString());
        if (control.IsZlb)
            return (control, null);
        Assert.True(control.TryDecode(Secret, out var message, out error), error.ToString());
        return (control, message);
    }
}
