using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;
using Xunit;

namespace Concentrator.Protocol.Tests.L2tp;

/// <summary>RFC 2661 sections 4.1, 4.2, 4.4.1, 6 and 7.1: what is refused, what is passed over, and what the peer is told.</summary>
public class MessageValidationTests
{
    private static readonly SessionId PeerSession = new(0x0a0b);

    [Fact]
    public void Unknown_avp_with_M_bit_should_be_refused_by_name()
    {
        var error = Packets.Refused(Packets.Icrq("8009 0000 00c8 010203"));
        Assert.Equal(
            new ProtocolError(ProtocolErrorKind.UnknownMandatoryAvp, 0, 200) { Message = MessageType.Icrq, PeerSession = PeerSession }, error);
        Assert.Equal(
            new ResultCode(CdnResult.GeneralError, GeneralError.UnknownMandatoryAvp, "ICRQ: unknown mandatory AVP 200"), error.ToResultCode());
    }

    [Fact]
    public void Unknown_avp_of_a_vendor_with_M_bit_should_be_refused_by_name() =>
        Assert.Equal(
            "ICRQ: unknown mandatory AVP 7 of vendor 9",
            Packets.Refused(Packets.Icrq("8009 0009 0007 010203")).ToResultCode().Message);

    [Fact]
    public void Unknown_avp_without_M_bit_should_be_skipped_by_its_length() =>
        Assert.Equal("123", Packets.Accepted<Icrq>(Packets.Icrq("000d 0000 00c8 80080000000e00", "8009 0000 0016 313233")).CallingNumber);

    [Fact]
    public void Avp_with_a_reserved_bit_should_be_treated_as_unrecognized()
    {
        Assert.Null(Packets.Accepted<Icrq>(Packets.Icrq("0409 0000 0016 313233")).CallingNumber);
        Assert.Equal(ProtocolErrorKind.UnknownMandatoryAvp, Packets.Refused(Packets.Icrq("a009 0000 0016 313233")).Kind);
    }

    [Fact]
    public void Malformed_avp_with_M_bit_should_be_refused_with_wrong_length()
    {
        var error = Packets.Refused(Packets.Icrq("8008 0000 0012 0001"));
        Assert.Equal((ProtocolErrorKind.WrongAvpLength, (ushort)18), (error.Kind, error.Attribute));
        Assert.Equal(
            new ResultCode(CdnResult.GeneralError, GeneralError.WrongLength, "ICRQ: wrong length of AVP Bearer Type (18)"), error.ToResultCode());
    }

    [Fact]
    public void Malformed_avp_without_M_bit_should_be_ignored_as_the_RFC_does_with_a_short_Rx_Connect_Speed()
    {
        var iccn = Packets.Accepted<Iccn>(Packets.Control(
            "8008 0000 0000 000c", "800a 0000 0018 0000fa00", "800a 0000 0013 00000001", "0008 0000 0026 9600"));
        Assert.Equal((64000u, false), (iccn.RxConnectSpeed, iccn.Has(AvpCatalog.RxConnectSpeed)));
    }

    [Fact]
    public void Value_out_of_range_should_be_refused_as_such()
    {
        var error = Packets.Refused(Packets.Control(Packets.IcrqType, "8008 0000 000e 0000", Packets.IcrqSerial));
        Assert.Equal(ProtocolErrorKind.AvpOutOfRange, error.Kind);
        Assert.Equal(GeneralError.ValueOutOfRange, error.ToResultCode().Error);
    }

    [Fact]
    public void Missing_required_avp_should_be_refused_by_name() =>
        Assert.Equal(
            "ICRQ: AVP Assigned Session ID (14) is missing",
            Packets.Refused(Packets.Control(Packets.IcrqType, Packets.IcrqSerial)).ToResultCode().Message);

    public static TheoryData<MessageType> Types => [.. MessageSpecs.All.Keys.Order()];

    [Theory]
    [MemberData(nameof(Types))]
    public void Message_should_be_refused_without_any_one_of_its_required_avps(MessageType type)
    {
        var spec = MessageSpecs.Find(type)!;
        var whole = Samples.Message(spec, new Random(1), everything: false);
        Assert.All(spec.Required, missing =>
        {
            var error = Packets.Refused(Packets.Encode(spec.Create([.. whole.Avps.Where(avp => avp.Definition != missing)])));
            Assert.Equal((ProtocolErrorKind.MissingAvp, missing.Type, type), (error.Kind, error.Attribute, error.Message));
        });
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Message_should_be_accepted_with_nothing_but_its_required_avps(MessageType type)
    {
        var spec = MessageSpecs.Find(type)!;
        var whole = Samples.Message(spec, new Random(1), everything: true);
        var least = spec.Create([.. whole.Avps.Where(avp => spec.Required.Contains(avp.Definition))]);
        Assert.Equal(least, Packets.Accepted(Packets.Encode(least)));
        Assert.All(least.GetType().GetProperties(), property => property.GetValue(least)); // no accessor throws
    }

    [Fact]
    public void Unknown_message_type_with_M_bit_should_clear_the_tunnel()
    {
        var error = Packets.Refused(Packets.Control("8008 0000 0000 0063"));
        Assert.Equal((ProtocolErrorKind.UnknownMessageType, ProtocolErrorAnswer.ClearTunnel), (error.Kind, error.Answer));
        Assert.Equal("unknown message type 99", error.ToResultCode().Message);
    }

    [Theory]
    [InlineData("0008 0000 0000 0063")]
    [InlineData("0008 0000 0000 0063 8009 0000 00c8 010203")] // whatever else is in it
    public void Unknown_message_type_without_M_bit_should_be_ignorable(string avps) =>
        Assert.Equal(ProtocolErrorAnswer.Ignore, Packets.Refused(Packets.Control(avps)).Answer);

    [Fact]
    public void Message_type_of_a_vendor_without_M_bit_should_be_ignorable() // Lucent's MDMST, RFC 3573 appendix A
    {
        var error = Packets.Refused(Packets.Control("0008 0211 0000 0002", "0008 0211 0003 8001"));
        Assert.Equal(ProtocolErrorAnswer.Ignore, error.Answer);
        Assert.Equal("message type of a vendor", error.ToString());
    }

    [Theory]
    [InlineData(MessageType.Mdmst), InlineData(MessageType.Fsq), InlineData(MessageType.Fsr), InlineData(MessageType.Csun), InlineData(MessageType.Csurq)]
    public void Message_of_a_companion_should_be_sent_such_that_a_peer_may_ignore_it(MessageType type)
    {
        var message = Samples.Message(MessageSpecs.Find(type)!, new Random(1), everything: false);
        Assert.Equal(0x00, Packets.Encode(message)[L2tpHeader.ControlSize]);
        Assert.Equal(message, Packets.Accepted(Packets.Encode(message)));
    }

    [Fact]
    public void Avp_that_may_come_several_times_should_be_read_each_time() =>
        Assert.Equal(
            [new ConnectSpeedUpdate(new SessionId(1), 64000, 32000), new ConnectSpeedUpdate(new SessionId(2), 1, 2)],
            Packets.Accepted<Csun>(Packets.Control(
                "0008 0000 0000 001c", "0012 0000 0061 0000 0001 0000fa00 00007d00", "0012 0000 0061 0000 0002 00000001 00000002")).Updates);

    [Fact]
    public void Spec_should_know_what_a_message_of_ours_may_not_lack_nor_carry()
    {
        var spec = MessageSpecs.Find(MessageType.Icrp)!;
        Assert.Null(spec.Violation(new Icrp([AvpCatalog.AssignedSessionId.Of(1)])));
        Assert.Equal("ICRP lacks Assigned Session ID (14)", spec.Violation(new Icrp([])));
        Assert.Equal(
            "ICRP must not carry Host Name (7)", spec.Violation(new Icrp([AvpCatalog.AssignedSessionId.Of(1), AvpCatalog.HostName.Of("lac")])));
        Assert.Equal(
            "ICRP must not carry Assigned Session ID (14) twice", spec.Violation(new Icrp([AvpCatalog.AssignedSessionId.Of(1), AvpCatalog.AssignedSessionId.Of(1)])));
    }

    [Theory]
    [InlineData("8008 0000 000e 0a0b 8008 0000 0000 000a")] // not the first
    [InlineData("8008 0009 0000 000a")]                     // another vendor's type 0
    [InlineData("c008 0000 0000 000a")]                     // hidden
    [InlineData("8009 0000 0000 000a00")]                   // three octets
    [InlineData("8006 0000 0000")]                          // no value
    [InlineData("8008 0000 00")]                            // not even an AVP
    public void Message_that_does_not_begin_with_its_type_should_be_refused(string avps)
    {
        var datagram = Packets.Control(avps);
        Assert.Equal(ProtocolErrorKind.MessageTypeMissing, Packets.Refused(datagram).Kind);
        Assert.True(ControlDatagram.TryParse(datagram, out var control, out _));
        Assert.Null(control.Type);
    }

    [Theory]
    [InlineData("8005 0000 0016")]        // shorter than its own header
    [InlineData("8000 0000 0016")]
    [InlineData("800a 0000 0016 313233")] // runs past the end
    [InlineData("8009 0000 00")]          // cut in the header
    [InlineData("00")]
    public void Avp_whose_length_lies_should_be_refused_since_nothing_behind_it_can_be_found(string avp)
    {
        var datagram = Packets.Icrq(avp);
        var error = Packets.Refused(datagram);
        Assert.Equal((ProtocolErrorKind.AvpTruncated, PeerSession), (error.Kind, error.PeerSession));
        Assert.Equal(GeneralError.WrongLength, error.ToResultCode().Error);
        Assert.True(ControlDatagram.TryParse(datagram, out var control, out _));
        Assert.False(control.IsWellFormed);
    }

    [Fact]
    public void Of_an_avp_that_comes_twice_the_first_should_count()
    {
        var icrq = Packets.Accepted<Icrq>(Packets.Icrq("8007 0000 0016 31", "8007 0000 0016 32", "8008 0000 000e 0001"));
        Assert.Equal(("1", PeerSession, 3), (icrq.CallingNumber, icrq.AssignedSessionId, icrq.Avps.Length));
    }

    [Fact]
    public void Known_avp_that_belongs_into_other_messages_should_be_passed_over() =>
        Assert.False(Packets.Accepted(Packets.Icrq("8008 0000 000a 0004", "8006 0000 0027")).Has(AvpCatalog.ReceiveWindowSize));

    [Fact]
    public void Error_behind_which_the_session_id_comes_should_still_tell_it() =>
        Assert.Equal(
            PeerSession,
            Packets.Refused(Packets.Control(Packets.IcrqType, "8009 0000 00c8 010203", Packets.IcrqSession, Packets.IcrqSerial)).PeerSession);

    [Theory]
    [InlineData("8008 0000 0000 0004 8009 0000 00c8 010203 8008 0000 0001 0006")] // unknown AVP with M bit
    [InlineData("8008 0000 0000 0004 8008 0000 0009 0000 8008 0000 0001 0006")]   // tunnel id 0
    [InlineData("8008 0000 0000 0004 8008 0000 0001 0006 8005")]                  // truncated at the end
    [InlineData("8008 0000 0000 0004 c008 0000 0009 1234 8008 0000 0001 0006")]   // hidden and no secret
    public void StopCcn_should_be_taken_whatever_is_wrong_with_it(string avps) =>
        Assert.Equal(new ResultCode(StopCcnResult.ShuttingDown), Packets.Accepted<StopCcn>(Packets.Control(avps)).Result);

    [Fact]
    public void Disconnect_cause_of_rfc_3145_should_not_keep_a_cdn_from_being_taken() =>
        Assert.Equal(
            new ResultCode(CdnResult.Administrative, GeneralError.None),
            Packets.Accepted<Cdn>(Packets.Control(
                "8008 0000 0000 000e", "800a 0000 0001 0003 0000", "8008 0000 000e 0c0d", "000b 0000 002e 0003 c021 01")).Result);

    [Fact]
    public void Data_message_should_not_be_taken_for_a_control_message() =>
        Assert.False(ControlDatagram.TryParse(Hex.Parse("0002 0001 0002 ff03"), out _, out _));

    [Fact]
    public void Octets_behind_the_header_length_should_be_no_part_of_the_message()
    {
        byte[] padded = [.. Packets.Icrq(), 0, 0, 0, 0];
        Assert.Equal(Packets.Accepted(Packets.Icrq()), Packets.Accepted(padded));
    }

    [Fact]
    public void Result_code_without_error_code_should_be_understood() =>
        Assert.Equal(
            new ResultCode(CdnResult.LossOfCarrier),
            Packets.Accepted<Cdn>(Packets.Control("8008 0000 0000 000e", "8008 0000 0001 0001")).Result);

    [Fact]
    public void Receive_window_should_be_4_when_the_peer_says_none() =>
        Assert.Equal(4, Packets.Accepted<Sccrq>(Packets.Control(
            "8008 0000 0000 0001", "8008 0000 0002 0100", "800a 0000 0003 00000003", "8007 0000 0007 61", "8008 0000 0009 0001")).ReceiveWindowSize);

    [Theory]
    [InlineData("8009 0000 0007 6c6163", "lac")]
    [InlineData("8009 0009 0007 6c6163", null)] // another vendor's
    [InlineData("c009 0000 0007 6c6163", null)] // hidden
    [InlineData("8005 0000 0007", null)]        // its length lies
    public void Host_name_should_be_readable_before_the_secret_is_known(string avp, string? name)
    {
        Assert.True(ControlDatagram.TryParse(Packets.Control("8008 0000 0000 0001", avp), out var control, out _));
        Assert.Equal((MessageType.Sccrq, name), (control.Type, control.Peek(AvpCatalog.HostName)));
    }
}
