using Concentrator.Linux.Udp;
using Xunit;

namespace Concentrator.Linux.Tests;

public class DatagramsTests
{
    [Theory]
    [InlineData(0, 4, "")]
    [InlineData(3, 4, "3")]
    [InlineData(4, 4, "4")]
    [InlineData(9, 4, "4 4 1")]
    [InlineData(3, 1, "1 1 1")]
    public void Train_should_divide_into_datagrams_of_one_length_but_the_last(int length, int segment, string lengths)
    {
        List<string> found = [];
        List<byte> octets = [];
        var train = Enumerable.Range(0, length).Select(i => (byte)i).ToArray();
        foreach (var datagram in new Datagrams(train, segment))
        {
            found.Add($"{datagram.Length}");
            octets.AddRange(datagram);
        }

        Assert.Equal(lengths, string.Join(' ', found));
        Assert.Equal(train, octets);
    }
}
