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
    [InlineData(46, false, true, Variable)] // RFC 3145 section 2
    public void Row_should_say_what_section_4_4_says(ushort type, bool mandatory, bool mayBeHidden, int length)
    {
        var row = AvpCatalog.Find(vendor: 0, type)!;
        Assert.Equal((type, mandatory, mayBeHidden), (row.Type, row.IsMandatory, row.MayBeHidden));
        if (length != Variable)
            Assert.All(Enumerable.Range(0, 40), octets =>
                Assert.Equal(octets != length - 6, row.Decode(new byte[octets], false, out _) == ProtocolErrorKind.WrongAvpLength));
    }

    [Fact]
    public void Catalogue_should_hold_every_attribute_of_the_RFCs_and_no_other() =>
        Assert.Equal([.. Enumerable.Range(0, 20), .. Enumerable.Range(21, 19), 46], Enumerable.Range(0, 70000).Where(type => type < 65536 && AvpCatalog.Find(0, (ushort)type) is not null));

    [Fact]
    public void Attribute_of_another_vendor_should_not_be_found() => Assert.Null(AvpCatalog.Find(vendor: 9, type: 7));

    [Fact]
    public void Value_that_the_RFC_does_not_allow_should_not_be_made()
    {
        Assert.Throws<ArgumentException>(() => AvpCatalog.AssignedTunnelId.Of(0));
        Assert.Throws<ArgumentException>(() => AvpCatalog.HostName.Of(""));
        Assert.Throws<ArgumentException>(() => AvpCatalog.CallingNumber.Of(new string('1', Avp.MaxValueLength + 1)));
    }

    [Fact]
    public void Error_message_of_a_result_code_should_be_cut_to_fit_at_the_start_of_a_character()
    {
        var result = AvpCatalog.Result.Of(new ResultCode(StopCcnResult.GeneralError, GeneralError.VendorSpecific, new string('é', 2000)));
        var message = Packets.Accepted<Protocol.L2tp.Messages.StopCcn>(Packets.Encode(new Protocol.L2tp.Messages.StopCcn([result]))).Result.Message!;
        Assert.Equal(new string('é', (Avp.MaxValueLength - 4) / 2), message);
    }
}
