using Concentrator.Protocol.Ppp;
using Xunit;

namespace Concentrator.Protocol.Tests.Ppp;

public class PppOptionTests
{
    [Fact]
    public void Option_of_every_length_should_keep_its_octets_and_be_compared_by_them()
    {
        for (var length = 0; length <= PppOption.Longest; length++)
        {
            var octets = Enumerable.Range(1, length).Select(n => (byte)n).ToArray();
            var option = new PppOption(9, octets);
            Assert.Equal(octets, option.Value.ToArray());
            Assert.Equal(option, new PppOption(9, octets));
            Assert.Equal(option.GetHashCode(), new PppOption(9, octets).GetHashCode());
            Assert.NotEqual(option, new PppOption(8, octets));
            if (length == 0)
                continue;
            Assert.NotEqual(option, new PppOption(9, octets.AsSpan(1)));
            octets[^1]++;
            Assert.NotEqual(option, new PppOption(9, octets));
        }
    }

    [Fact]
    public void Option_should_refuse_what_its_length_cannot_say() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new PppOption(9, new byte[PppOption.Longest + 1]));

    [Fact]
    public void Option_should_not_share_memory_with_what_it_was_made_of()
    {
        byte[] shortOne = [1, 2, 3], longOne = [1, 2, 3, 4, 5, 6, 7, 8, 9];
        PppOption first = new(9, shortOne), second = new(9, longOne);
        shortOne[0] = longOne[0] = 7;
        Assert.Equal((1, 1), (first.Value[0], second.Value[0]));
    }
}
