using Concentrator.Protocol.Buffers;
using FsCheck.Xunit;
using Xunit;

namespace Concentrator.Protocol.Tests.Buffers;

public class OctetTextTests
{
    [Property(MaxTest = 1000)]
    public void Any_octets_should_come_back_as_they_were(byte[] octets) => Assert.Equal(octets, OctetText.Encode(OctetText.Decode(octets)));

    [Theory]
    [InlineData("6c6163", "\"lac\"")]
    [InlineData("c3a9 e282ac f09f9880", "\"é€😀\"")]
    [InlineData("e9", "\"\\xe9\"")]
    [InlineData("e282 41", "\"\\xe2\\x82A\"")]
    [InlineData("eda080", "\"\\xed\\xa0\\x80\"")] // a surrogate is no UTF-8
    public void Octets_that_are_no_utf8_should_stay_apart_from_those_that_are(string octets, string quoted) =>
        Assert.Equal(quoted, OctetText.Quote(OctetText.Decode(Hex.Parse(octets))));

    [Fact]
    public void Quoted_text_should_forge_no_line() =>
        Assert.Equal("\"a\\x0a\\\"b\\\\\\x1b\\xe9é\"", OctetText.Quote("a\n\"b\\\u001b\udce9é"));
}
