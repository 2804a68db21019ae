using Concentrator.Protocol.L2tp;
using Xunit;

namespace Concentrator.Protocol.Tests.L2tp;

/// <summary>The catalogue against RFC 2661 section 4.4 and its companions, read once more and written down apart from it.</summary>
public class AvpCatalogTests
{
    private const int Variable = -1;

    [Theory] // type, M bit, may be hidden, "Length (before hiding)"
    [InlineData(0, true, false, 8)]
    [InlineData(1, true, false, Variable)]
    [InlineData(2, true, false, 8)]
    [InlineData(3, true, true, 10)]
    [InlineData(4, true, true, 10)]
    [InlineData(5, false, false, 14)]
    [InlineData(6, false, true, 8)]
    [InlineData(7, true, false, Variable)]
    [InlineData(8, false, true, Variable)]
    [InlineData(9, true, true, 8)]
    [InlineData(10, true, false, 8)]
    [InlineData(11, true, true, Variable)]
    [InlineData(12, true, false, Variable)]
    [InlineData(13, true, true, 22)]
    [InlineData(14, true, true, 8)]
    [InlineData(15, true, true, 10)]
    [InlineData(16, true, true, 10)]
    [InlineData(17, true, true, 10)]
    [InlineData(18, true, true, 10)]
    [InlineData(19, true, true, 10)]
    [InlineData(21, true, true, Variable)]
    [InlineData(22, true, true, Variable)]
    [InlineData(23, true, true, Variable)]
    [InlineData(24, true, true, 10)]
    [InlineData(25, false, true, 10)]
    [InlineData(26, false, true, Variable)]
    [InlineData(27, false, true, Variable)]
    [InlineData(28, false, true, Variable)]
    [InlineData(29, false, true, 8)]
    [InlineData(30, false, true, Variable)]
    [InlineData(31, false, true, Variable)]
    [InlineData(32, false, true, 8)]
    [InlineData(33, false, true, Variable)]
    [InlineData(34, true, true, 32)]
    [InlineData(35, true, true, 16)]
    [InlineData(36, true, false, Variable)]
    [InlineData(37, false, true, Variable)]
    [InlineData(38, false, true, 10)]
    [InlineData(39, true, false, 6)]
    [InlineData(40, false, true, 10)] // RFC 3301 section 5
    [InlineData(41, false, true, 10)]
    [InlineData(42, false, true, 8)]
    [InlineData(43, false, true, Variable)]
    [InlineData(44, false, true, 26)]
    [InlineData(45, false, true, 10)]
    [InlineData(46, false, true, Variable)] // RFC 3145 section 2
    [InlineData(47, false, true, 8)] // RFC 3308 sections 3.1 and 4.1
    [InlineData(48, false, true, 8)]
    [InlineData(49, false, true, Variable)] // RFC 3437 section 2
    [InlineData(50, false, true, Variable)]
    [InlineData(51, false, true, Variable)]
    [InlineData(52, false, true, Variable)]
    [InlineData(53, false, true, 6)] // RFC 3573 section 4
    [InlineData(54, false, true, 8)]
    [InlineData(76, false, true, 12)] // RFC 4951 section 5
    [InlineData(77, true, false, 16)]
    [InlineData(78, false, true, 12)]
    [InlineData(79, true, true, 16)]
    [InlineData(97, false, true, 18)] // RFC 5515 section 6
    [InlineData(98, false, true, 6)]
    public void Row_should_say_what_its_RFC_says(ushort type, bool mandatory, bool mayBeHidden, int length) =>
        Check(vendor: 0, type, mandatory, mayBeHidden, length);

    [Theory] // RFC 5515 section 5: none has the M bit, all may be hidden
    [InlineData(1, Variable)]
    [InlineData(2, Variable)]
    [InlineData(129, 14)]
    [InlineData(130, 14)]
    [InlineData(131, 14)]
    [InlineData(132, 14)]
    [InlineData(133, 14)]
    [InlineData(134, 14)]
    [InlineData(135, 14)]
    [InlineData(136, 14)]
    [InlineData(137, 14)]
    [InlineData(138, 14)]
    [InlineData(139, 10)]
    [InlineData(140, 10)]
    [InlineData(141, 10)]
    [InlineData(142, 10)]
    [InlineData(144, 9)]
    [InlineData(145, 10)]
    [InlineData(254, 10)]
    public void Row_of_an_access_line_should_say_what_rfc_5515_says(ushort type, int length) =>
        Check(AccessLineAvps.Vendor, type, mandatory: false, mayBeHidden: true, length);

    private static void Check(ushort vendor, ushort type, bool mandatory, bool mayBeHidden, int length)
    {
        var row = AvpCatalog.Find(vendor, type)!;
        Assert.Equal((vendor, type, mandatory, mayBeHidden), (row.Vendor, row.Type, row.IsMandatory, row.MayBeHidden));
        if (length != Variable)
            Assert.All(Enumerable.Range(0, 40), octets =>
                Assert.Equal(octets != length - 6, row.Decode(new byte[octets], false, out _) == ProtocolErrorKind.WrongAvpLength));
    }

    [Fact]
    public void Catalogue_should_hold_every_attribute_of_the_RFCs_and_no_other() =>
        Assert.Equal([.. Enumerable.Range(0, 20), .. Enumerable.Range(21, 34), .. Enumerable.Range(76, 4), 97, 98], TypesOf(vendor: 0));

    [Fact]
    public void Access_line_attributes_should_be_those_of_rfc_5515_and_no_other() =>
        Assert.Equal([1, 2, .. Enumerable.Range(129, 14), 144, 145, 254], TypesOf(AccessLineAvps.Vendor));

    /// <summary>Lucent's 529 and 3Com's 43 among them, whose numbers the IETF's forms of RFC 3573 and 3145 replace.</summary>
    [Theory]
    [InlineData(9), InlineData(43), InlineData(311), InlineData(529), InlineData(65535)]
    public void Attributes_of_other_vendors_should_not_be_found(ushort vendor) => Assert.Empty(TypesOf(vendor));

    private static IEnumerable<int> TypesOf(ushort vendor) => Enumerable.Range(0, 65536).Where(type => AvpCatalog.Find(vendor, (ushort)type) is not null);

    [Fact]
    public void Value_that_the_RFC_does_not_allow_should_not_be_made()
    {
        Assert.Throws<ArgumentException>(() => AvpCatalog.AssignedTunnelId.Of(0));
        Assert.Throws<ArgumentException>(() => AvpCatalog.HostName.Of(""));
        Assert.Throws<ArgumentException>(() => AccessLineAvps.AgentCircuitId.Of("1"));
        Assert.Throws<ArgumentException>(() => AccessLineAvps.AgentRemoteId.Of(new string('1', 64)));
        Assert.Throws<ArgumentException>(() => AvpCatalog.CallingNumber.Of(new string('1', Avp.MaxValueLength + 3)));
    }

    [Fact]
    public void Error_message_of_a_result_code_should_be_cut_to_fit_at_the_start_of_a_character()
    {
        var result = AvpCatalog.Result.Of(new ResultCode(StopCcnResult.GeneralError, GeneralError.VendorSpecific, new string('é', 2000)));
        var message = Packets.Accepted<Protocol.L2tp.Messages.StopCcn>(Packets.Encode(new Protocol.L2tp.Messages.StopCcn([result]))).Result.Message!;
        Assert.Equal(new string('é', (Avp.MaxValueLength - 4) / 2), message);
    }
}
