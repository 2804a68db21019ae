using System.Net;
using Concentrator.Protocol.Ppp;
using Xunit;

namespace Concentrator.Protocol.Tests.Ppp;

public class PppTranscriptTests
{
    [Fact]
    public void Transcript_should_name_packet_and_options() =>
        Assert.Equal("LCP Configure-Request id 3 [mru 1400, magic 0x0a0b0c0d, auth chap-md5, acfc]", PppTranscript.Describe(PppProtocol.Lcp,
            PppPacket.Write(LcpCode.ConfigureRequest, 3, PppOptionList.Write(
                [LcpOptions.Mru.Of(1400), LcpOptions.Magic.Of(0x0a0b0c0d), LcpOptions.Authentication.Of(AuthMethod.ChapMd5), LcpOptions.Acfc.Of(true)]))));

    [Fact]
    public void Transcript_should_show_unknown_and_malformed_options_in_hexadecimal() =>
        Assert.Equal("IPCP Configure-Nak id 1 [address 10.0.0.1, option 200 0xbeef, dns1 malformed 0x01]", PppTranscript.Describe(PppProtocol.Ipcp,
            PppPacket.Write(LcpCode.ConfigureNak, 1, PppOptionList.Write(
                [IpcpOptions.Address.Of(IPAddress.Parse("10.0.0.1")), new PppOption(200, [0xbe, 0xef]), new PppOption(129, [1])]))));

    [Fact]
    public void Transcript_should_never_show_what_is_secret()
    {
        var pap = PapRequest.Write(1, "alice", "sesame");
        Assert.Equal("PAP Authenticate-Request id 1 [\"alice\" password ***]", PppTranscript.Describe(PppProtocol.Pap, pap));

        // A peer that refuses PAP altogether sends our password back.
        var reject = PppPacket.Write(LcpCode.ProtocolReject, 2, [0xc0, 0x23, .. pap]);
        Assert.Equal("LCP Protocol-Reject id 2 [PAP]", PppTranscript.Describe(PppProtocol.Lcp, reject));

        Assert.Equal("CHAP Response id 5 [value of 16 octets, name \"alice\"]",
            PppTranscript.Describe(PppProtocol.Chap, ChapValue.Write(ChapCode.Response, 5, new byte[16], "alice")));
        Assert.Equal("CHAP Success id 5 \"S=***\"", PppTranscript.Describe(PppProtocol.Chap, ChapReply.Write(ChapCode.Success, 5, "S=0123 M=ok")));
    }

    [Fact]
    public void Transcript_should_let_no_peer_forge_a_line() =>
        Assert.Equal("CHAP Failure id 1 \"a\\x0d\\x0ab\"", PppTranscript.Describe(PppProtocol.Chap, ChapReply.Write(ChapCode.Failure, 1, "a\r\nb")));
}
