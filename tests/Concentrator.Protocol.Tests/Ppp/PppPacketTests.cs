using System.Net;
using Concentrator.Protocol.Ppp;
using FsCheck.Xunit;
using Xunit;

namespace Concentrator.Protocol.Tests.Ppp;

public class PppPacketTests
{
    // As pppd sends it: MRU 1400, ACCM 0, magic, PFC, ACFC.
    private const string ConfigureRequest = "01030018" + "01040578" + "020600000000" + "05060a0b0c0d" + "0702" + "0802";

    [Fact]
    public void Configure_request_should_decode_to_its_options_and_encode_to_the_same_octets()
    {
        var octets = Convert.FromHexString(ConfigureRequest);
        Assert.True(PppPacket.TryParse(octets, out var packet));
        Assert.Equal(((byte)LcpCode.ConfigureRequest, (byte)3), (packet.Code, packet.Identifier));
        Assert.True(PppOptionList.TryParse(packet.Data.Span, out var options));
        Assert.Equal(
            [LcpOptions.Mru.Of(1400), LcpOptions.Accm.Of(0), LcpOptions.Magic.Of(0x0a0b0c0d), LcpOptions.Pfc.Of(true), LcpOptions.Acfc.Of(true)],
            options.ToArray());
        Assert.Equal(octets, PppPacket.Write(LcpCode.ConfigureRequest, 3, PppOptionList.Write(options)));
    }

    [Fact]
    public void Every_truncation_should_be_refused_and_padding_ignored()
    {
        var octets = Convert.FromHexString(ConfigureRequest);
        for (var length = 0; length < octets.Length; length++)
            Assert.False(PppPacket.TryParse(octets.AsMemory(0, length), out _));
        Assert.True(PppPacket.TryParse(octets.Concat(new byte[7]).ToArray(), out var padded));
        Assert.Equal(octets.Length - PppPacket.HeaderLength, padded.Data.Length);
    }

    [Theory]
    [InlineData("01")]              // no length
    [InlineData("0100")]            // length below 2
    [InlineData("010405")]          // length beyond the end
    [InlineData("0104057805")]      // a second option that is cut off
    public void Option_list_whose_lengths_lie_should_be_refused(string data) =>
        Assert.False(PppOptionList.TryParse(Convert.FromHexString(data), out _));

    [Property]
    public bool Accepted_option_list_should_encode_to_itself(byte[] data) =>
        !PppOptionList.TryParse(data, out var options) || PppOptionList.Write(options).AsSpan().SequenceEqual(data);

    [Theory]
    [InlineData("0304c023", AuthMethod.Pap)]
    [InlineData("0305c22305", AuthMethod.ChapMd5)]
    [InlineData("0305c22381", AuthMethod.MsChapV2)]
    public void Authentication_option_should_be_protocol_and_algorithm(string octets, AuthMethod method)
    {
        Assert.Equal(octets, Convert.ToHexStringLower(PppOptionList.Write([LcpOptions.Authentication.Of(method)])));
        Assert.True(PppOptionList.TryParse(Convert.FromHexString(octets), out var options));
        Assert.Equal(method, options.Get(LcpOptions.Authentication, default));
    }

    [Theory]
    [InlineData("0304c223")]        // CHAP without an algorithm
    [InlineData("0305c02300")]      // PAP with one
    [InlineData("0305c22380")]      // MS-CHAPv1
    [InlineData("0304c227")]        // EAP
    [InlineData("0302")]
    public void Authentication_option_that_we_do_not_speak_should_be_kept_but_not_read(string octets)
    {
        Assert.True(PppOptionList.TryParse(Convert.FromHexString(octets), out var options));
        Assert.False(LcpOptions.Authentication.TryRead(options.Single(), out _));
        Assert.Equal(octets, Convert.ToHexStringLower(PppOptionList.Write(options)));
    }

    [Fact]
    public void Ipcp_and_ipv6cp_options_should_lie_as_their_rfcs_say()
    {
        Assert.Equal("03060a400001", Hex(IpcpOptions.Address.Of(IPAddress.Parse("10.64.0.1"))));
        Assert.Equal("810608080808", Hex(IpcpOptions.PrimaryDns.Of(IPAddress.Parse("8.8.8.8"))));
        Assert.Equal("840601020304", Hex(IpcpOptions.SecondaryNbns.Of(IPAddress.Parse("1.2.3.4"))));
        Assert.Equal("010a02aabbfffeccddee", Hex(Ipv6cpOptions.InterfaceId.Of(0x02aabbfffeccddee)));

        static string Hex(PppOption option) => Convert.ToHexStringLower(PppOptionList.Write([option]));
    }
}
