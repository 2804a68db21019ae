using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;
using Xunit;

namespace Concentrator.Protocol.Tests.L2tp;

/// <summary>Defects that other implementations shipped, and that this codec must not have.</summary>
public class DefectsOfOthersTests
{
    [Fact]
    public void Xl2tpd_vendor_avp_should_not_be_misread_as_an_ietf_one()
    {
        // Broadband Forum (3561) Agent Circuit Id 1 and Remote Id 2, whose types are Result Code and Protocol Version of the IETF; its 22 is nothing.
        var icrq = Packets.Accepted<Icrq>(Packets.Icrq("000c 0de9 0001 657468302f31", "0009 0de9 0002 313233", "0008 0de9 0016 3939"));
        Assert.Equal(("eth0/1", "123"), (icrq.Find(AccessLineAvps.AgentCircuitId)?.Value, icrq.Find(AccessLineAvps.AgentRemoteId)?.Value));
        Assert.Equal((4, 2, null), (icrq.Avps.Length, icrq.AccessLine.Length, icrq.CallingNumber));
    }

    [Fact]
    public void Xl2tpd_acknowledgement_should_be_compared_modulo_65536()
    {
        Assert.True(new SequenceNumber(0xffff) < new SequenceNumber(0));
        Assert.True(new SequenceNumber(0x0005) > new SequenceNumber(0xfff0));
        Assert.Equal(SequenceNumber.Zero, new SequenceNumber(0xffff).Next);
    }

    [Fact]
    public void Xl2tpd_junk_should_be_refused_before_anything_is_kept_of_it() =>
        Assert.False(ControlDatagram.TryParse(new byte[26], out _, out _));

    [Fact]
    public void Xl2tpd_result_code_of_two_octets_should_be_enough_of_a_reason() =>
        Assert.Equal(1, Packets.Accepted<Cdn>(Packets.Control("8008 0000 0000 000e", "8008 0000 0001 0001", "8008 0000 000e 0001")).Result.Result);

    [Theory]
    [InlineData("800a 0000 0001 0600 0000", 6, GeneralError.None)]
    [InlineData("800a 0000 0001 0200 0400", 2, GeneralError.InsufficientResources)]
    [InlineData("8008 0000 0001 0100", 1, null)]
    [InlineData("800a 0000 0001 0002 0004", 2, GeneralError.InsufficientResources)] // in network byte order, as all others
    public void Apple_result_codes_in_the_order_of_its_processor_should_be_understood(string avp, int result, GeneralError? error)
    {
        var read = Packets.Accepted<StopCcn>(Packets.Control("8008 0000 0000 0004", "8008 0000 0009 0001", avp)).Result;
        Assert.Equal((result, error), (read.Result, read.Error));
    }

    [Fact]
    public void L2tpns_sccrp_without_a_receive_window_should_mean_four() => Assert.Equal(4, Packets.Accepted<Sccrp>(Packets.Control(
        "8008 0000 0000 0002", "8008 0000 0002 0100", "800a 0000 0003 00000003", "8009 0000 0007 6c6e73", "8008 0000 0009 0001")).ReceiveWindowSize);

    [Theory]
    [InlineData("800e 0210 0001 0000000000000001")] // Ericsson
    [InlineData("8009 0009 0001 010203")]           // Cisco, whose M bit wants us to know it
    public void Vendor_avp_that_is_mandatory_should_be_refused_by_the_name_of_its_vendor(string avp) =>
        Assert.Matches("unknown mandatory AVP 1 of vendor (528|9)$", Packets.Refused(Packets.Icrq(avp)).ToResultCode().Message);

    [Fact]
    public void Xl2tpd_should_have_skipped_the_disconnect_cause_of_rfc_3145() =>
        Packets.Accepted<Cdn>(Packets.Control("8008 0000 0000 000e", "8008 0000 0001 0001", "800b 0000 002e 0003 c021 01"));

    [Fact]
    public void Go_l2tp_unknown_optional_avp_should_be_skipped_by_its_length() =>
        Assert.Equal("9", Packets.Accepted<Icrq>(Packets.Icrq("0011 0000 03e7 8007 0000 0016 31 0000 0000", "8007 0000 0016 39")).CallingNumber);

    [Theory]
    [InlineData(0), InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5)]
    public void Go_l2tp_avp_length_below_6_should_not_panic(int length) =>
        Assert.Equal(ProtocolErrorKind.AvpTruncated, Packets.Refused(Packets.Icrq($"80{length:x2} 0000 0016 31")).Kind);

    [Theory]
    [InlineData(0), InlineData(1)]
    public void Accel_ppp_hidden_avp_length_should_not_underflow(int octets) =>
        Assert.Equal(
            ProtocolErrorKind.UnreadableHiddenAvp,
            Packets.Refused(Packets.Icrq("8008 0000 0024 cafe", $"c0{6 + octets:x2} 0000 0016", new string('0', 2 * octets)), "secret").Kind);

    [Fact]
    public void Accel_ppp_number_avps_should_not_overflow()
    {
        var digits = string.Concat(Enumerable.Repeat("39", 1017));
        var icrq = Packets.Accepted<Icrq>(Packets.Icrq($"83ff 0000 0015 {digits}", $"83ff 0000 0016 {digits}", $"83ff 0000 0017 {digits}"));
        Assert.All([icrq.CalledNumber, icrq.CallingNumber, icrq.SubAddress], number => Assert.Equal(new string('9', 1017), number));
    }

    [Fact]
    public void Cisco_iccn_without_speed_and_framing_should_be_accepted()
    {
        var iccn = Packets.Accepted<Iccn>(Packets.Control("8008 0000 0000 000c"));
        Assert.Equal((0u, FramingTypes.None), (iccn.TxConnectSpeed, iccn.FramingType));
    }
}
