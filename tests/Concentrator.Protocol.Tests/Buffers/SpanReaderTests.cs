using Concentrator.Protocol.Buffers;
using Xunit;

namespace Concentrator.Protocol.Tests.Buffers;

public class SpanReaderTests
{
    [Fact]
    public void Values_should_be_read_in_network_order()
    {
        var reader = new SpanReader(Hex.Parse("01 0203 04050607 08090a0b0c0d0e0f aabb"));
        Assert.True(reader.TryRead(out byte one) & reader.TryRead(out ushort two) & reader.TryRead(out uint four) & reader.TryRead(out ulong eight));
        Assert.Equal((1, 0x0203, 0x04050607u, 0x08090a0b0c0d0e0ful), (one, two, four, eight));
        Assert.True(reader.TryRead(1, out var octets));
        Assert.Equal((0xaa, 0xbb), (octets[0], reader.Rest[0]));
    }

    [Fact]
    public void Read_past_the_end_should_consume_nothing()
    {
        var reader = new SpanReader([1, 2, 3]);
        Assert.False(reader.TryRead(out uint _) || reader.TryRead(4, out _) || reader.TryRead(-1, out _));
        Assert.Equal(3, reader.Rest.Length);
    }

    [Fact]
    public void Written_values_should_lie_in_network_order()
    {
        var output = new byte[18];
        var writer = new SpanWriter(output);
        writer.Write((byte)1);
        writer.Write((ushort)0x0203);
        writer.Write(0x04050607u);
        writer.Write(0x08090a0b0c0d0e0ful);
        writer.WriteZeros(1);
        writer.Write([0xaa, 0xbb]);
        Assert.Equal(Hex.Parse("01 0203 04050607 08090a0b0c0d0e0f 00 aabb"), output);
        Assert.Equal(18, writer.Length);
    }
}
