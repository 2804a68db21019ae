using System.Security.Cryptography;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;
using Xunit;
using static Concentrator.Protocol.L2tp.AvpCatalog;

namespace Concentrator.Protocol.Tests.L2tp;

/// <summary>RFC 2661 section 4.3, the expected octets computed here with MD5, step by step as the RFC has it.</summary>
public class AvpHidingTests
{
    private static readonly byte[] Secret = "s3cret"u8.ToArray();
    private static readonly byte[] Vector = Hex.Parse("00112233 44556677 8899aabb ccddeeff");
    private static readonly string VectorAvp = $"8016 0000 0024 {Convert.ToHexString(Vector)}";

    /// <summary>The hidden Calling Number (22) AVP for one block and for three.</summary>
    [Theory]
    [InlineData("0003 313233", "123")]                                     // one block, shorter than 16: nothing is added to the AVP
    [InlineData("0003 313233 fedcba", "123")]                              // padding does not count
    [InlineData("0000 fedcba", "")]                                        // nothing but padding
    [InlineData("0024 303132333435363738393031323334353637383930313233343536373839303132333435", "012345678901234567890123456789012345")]
    public void Hidden_avp_should_be_revealed(string subformat, string number) =>
        Assert.Equal(number, Packets.Accepted<Icrq>(Packets.Icrq(VectorAvp, Hidden(22, subformat)), "s3cret").CallingNumber);

    [Fact]
    public void Hiding_should_give_the_octets_of_the_rfc()
    {
        var icrp = new Icrp([AssignedSessionId.Of(0x1234)]);
        var datagram = Packets.Encode(icrp, hiding: new AvpHiding(Secret, output => Vector.AsSpan(0, output.Length).CopyTo(output)));

        // Two octets of value fill up to one block with the "random" padding.
        var expected = Packets.Control("8008 0000 0000 000b", VectorAvp, Hidden(14, "0002 1234 00112233 44556677 8899aabb"));
        Assert.Equal(expected[12..], datagram[12..]);
    }

    [Fact]
    public void What_came_hidden_should_leave_hidden_on_a_tunnel_that_hides_nothing_by_itself()
    {
        var icrq = Packets.Accepted<Icrq>(Packets.Icrq(VectorAvp, Hidden(22, "0003 313233"), "0008 0000 0015 3435"), "s3cret");
        var hiding = new AvpHiding("another"u8, RandomNumberGenerator.Fill, everything: false);
        var onward = Packets.Accepted<Icrq>(Packets.Encode(new Icrq([AssignedSessionId.Of(1), CallSerialNumber.Of(2), .. icrq.Avps.Where(avp => avp.WasHidden)]), hiding: hiding), "another");
        Assert.Equal("123", onward.CallingNumber);
        Assert.Equal([CallingNumber], onward.Avps.Where(avp => avp.WasHidden).Select(avp => avp.Definition));
    }

    [Fact]
    public void Avps_that_must_not_be_hidden_should_stay_in_clear()
    {
        var stop = new StopCcn([AssignedTunnelId.Of(7), AvpCatalog.Result.Of(new ResultCode(StopCcnResult.ShuttingDown))]);
        var datagram = Packets.Encode(stop, hiding: new AvpHiding(Secret, output => output.Clear()));

        Assert.True(datagram.AsSpan().IndexOf(Hex.Parse("8008 0000 0001 0006")) > 0);
        Assert.True(datagram.AsSpan().IndexOf(Hex.Parse("8008 0000 0009 0007")) < 0);
        Assert.Equal(stop, Packets.Accepted(datagram, "s3cret"));
    }

    [Fact]
    public void First_messages_should_hide_nothing_since_a_peer_may_find_its_secret_by_them()
    {
        Avp[] avps = [AvpCatalog.ProtocolVersion.Of(new(1, 0)), HostName.Of("lac"), FramingCapabilities.Of(FramingTypes.Synchronous), AssignedTunnelId.Of(7), AvpCatalog.Challenge.Of([1])];
        ControlMessage[] first = [new Sccrq([.. avps]), new Sccrp([.. avps])];
        Assert.All(first, message => Assert.Equal(message, Packets.Accepted(Packets.Encode(message, hiding: new AvpHiding(Secret, output => output.Clear())))));
    }

    [Fact]
    public void Message_without_an_avp_to_hide_should_carry_no_random_vector() =>
        Assert.Equal(20, Packets.Encode(new Hello([]), hiding: new AvpHiding(Secret, output => output.Clear())).Length);

    [Fact]
    public void Hidden_avp_should_use_the_random_vector_most_closely_preceding()
    {
        var icrq = Packets.Accepted<Icrq>(
            Packets.Icrq("8008 0000 0024 beef", VectorAvp, Hidden(22, "0001 31"), "8008 0000 0024 dead", Hidden(21, "0001 32", Hex.Parse("dead"))),
            "s3cret");
        Assert.Equal(("1", "2"), (icrq.CallingNumber, icrq.CalledNumber));
    }

    [Theory]
    [InlineData("")]        // no secret
    [InlineData("another")] // reveals to nonsense, of which the length is found out
    public void Hidden_avp_that_cannot_be_revealed_should_be_refused_when_mandatory(string secret)
    {
        var error = Packets.Refused(Packets.Icrq(VectorAvp, Hidden(22, "0003 313233")), secret);
        Assert.Equal((ProtocolErrorKind.UnreadableHiddenAvp, (ushort)22), (error.Kind, error.Attribute));
        Assert.Equal("ICRQ: hidden AVP Calling Number (22) cannot be revealed", error.ToResultCode().Message);
    }

    [Fact]
    public void Hidden_avp_that_cannot_be_revealed_should_be_ignored_when_not_mandatory() =>
        Assert.Null(Packets.Accepted<Icrq>(Packets.Icrq(VectorAvp, Hidden(25, "0004 00000001", mandatory: false))).PhysicalChannelId);

    [Fact]
    public void Hidden_avp_without_a_random_vector_before_it_should_be_refused() =>
        Assert.Equal(
            ProtocolErrorKind.UnreadableHiddenAvp,
            Packets.Refused(Packets.Icrq(Hidden(22, "0003 313233"), VectorAvp), "s3cret").Kind);

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("0001")]
    [InlineData("0004 313233")]
    [InlineData("ffff 313233")]
    public void Original_length_beyond_the_hidden_value_should_be_refused(string subformat) =>
        Assert.Equal(
            ProtocolErrorKind.UnreadableHiddenAvp, Packets.Refused(Packets.Icrq(VectorAvp, Hidden(22, subformat)), "s3cret").Kind);

    [Fact]
    public void What_came_hidden_should_not_be_shown() =>
        Assert.EndsWith("Calling Number=***]", Packets.Accepted(Packets.Icrq(VectorAvp, Hidden(22, "0003 313233")), "s3cret").ToString());

    [Fact]
    public void Credentials_should_be_hidden_even_when_not_everything_is()
    {
        var iccn = new Iccn(
        [
            TxConnectSpeed.Of(0x12345678), FramingType.Of(FramingTypes.Synchronous), LastSentLcpConfReq.Of([5, 6, 0xca, 0xfe, 0xba, 0xbe]),
            AvpCatalog.ProxyAuthenType.Of(Concentrator.Protocol.L2tp.ProxyAuthenType.Pap), ProxyAuthenName.Of("alice"), ProxyAuthenId.Of(1), ProxyAuthenResponse.Of([.. "sesame"u8]),
        ]);
        var datagram = Packets.Encode(iccn, hiding: new AvpHiding(Secret, output => output.Clear(), everything: false));

        Assert.True(datagram.AsSpan().IndexOf(Hex.Parse("12345678")) > 0);
        foreach (var hidden in (byte[][])["alice"u8.ToArray(), "sesame"u8.ToArray(), Hex.Parse("cafebabe")])
            Assert.Equal(-1, datagram.AsSpan().IndexOf(hidden));
        Assert.Equal(iccn, Packets.Accepted(datagram, "s3cret"));
    }

    [Theory]
    [InlineData(1015, true)]
    [InlineData(1016, false)]
    [InlineData(1017, false)]
    public void Value_of_a_peer_that_has_no_room_to_be_hidden_should_go_on_open(int length, bool isHidden)
    {
        var iccn = new Iccn([TxConnectSpeed.Of(1), FramingType.Of(FramingTypes.Synchronous), LastSentLcpConfReq.Of([.. Enumerable.Repeat((byte)7, length)])]);
        var datagram = Packets.Encode(iccn, hiding: new AvpHiding(Secret, output => output.Clear(), everything: false));

        Assert.Equal(isHidden, datagram.AsSpan().IndexOf(Hex.Parse("0707070707070707")) < 0);
        Assert.Equal(iccn, Packets.Accepted(datagram, "s3cret"));
    }

    [Fact]
    public void Random_vector_should_be_there_only_for_what_is_hidden_by_default() =>
        Assert.Equal(
            Packets.Encode(new Icrp([AssignedSessionId.Of(1)])).Length,
            Packets.Encode(new Icrp([AssignedSessionId.Of(1)]), hiding: new AvpHiding(Secret, output => output.Clear(), everything: false)).Length);

    [Fact]
    public void Length_of_a_hidden_value_should_not_show() =>
        Assert.Equal(
            Packets.Encode(new Icrp([AssignedSessionId.Of(1), CallingNumber.Of("1")]), hiding: new AvpHiding(Secret, output => output.Clear())).Length,
            Packets.Encode(new Icrp([AssignedSessionId.Of(1), CallingNumber.Of("12345678901234")]), hiding: new AvpHiding(Secret, output => output.Clear())).Length);

    [Fact]
    public void Nothing_should_be_hidden_without_a_secret() => Assert.Throws<ArgumentException>(() => new AvpHiding([], output => output.Clear()));

    private static string Hidden(ushort type, string subformat, byte[]? vector = null, bool mandatory = true)
    {
        var plain = Hex.Parse(subformat);
        var cipher = new List<byte>();
        byte[] mask = MD5.HashData([(byte)(type >> 8), (byte)type, .. Secret, .. vector ?? Vector]);
        foreach (var block in plain.Chunk(16))
        {
            byte[] hidden = [.. block.Zip(mask, (p, b) => (byte)(p ^ b))];
            cipher.AddRange(hidden);
            mask = MD5.HashData([.. Secret, .. hidden]);
        }

        return $"{(mandatory ? 0xc000 : 0x4000) | (6 + plain.Length):x4} 0000 {type:x4} {Convert.ToHexString([.. cipher])}";
    }
}
