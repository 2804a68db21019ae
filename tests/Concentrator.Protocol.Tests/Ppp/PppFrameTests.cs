using Concentrator.Protocol.Ppp;
using FsCheck.Xunit;
using Xunit;

namespace Concentrator.Protocol.Tests.Ppp;

public class PppFrameTests
{
    [Theory]
    [InlineData("ff03c0210101", PppProtocol.Lcp, 4)]      // as every LCP frame must come
    [InlineData("c0210101", PppProtocol.Lcp, 2)]          // address and control field compressed
    [InlineData("ff03002145", PppProtocol.Ipv4, 4)]
    [InlineData("ff032145", PppProtocol.Ipv4, 3)]         // protocol field compressed
    [InlineData("2145", PppProtocol.Ipv4, 1)]             // both
    [InlineData("5760", PppProtocol.Ipv6, 1)]
    [InlineData("80fd01", PppProtocol.Ccp, 2)]
    [InlineData("ff0321", PppProtocol.Ipv4, 3)]           // an empty packet is a packet
    public void Frame_head_should_be_read_in_each_of_its_forms(string frame, ushort protocol, int offset)
    {
        Assert.True(PppFrame.TryReadProtocol(Convert.FromHexString(frame), out var readProtocol, out var readOffset));
        Assert.Equal((protocol, offset), (readProtocol, readOffset));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ff03")]
    [InlineData("ff03c0")]
    [InlineData("c0")]
    [InlineData("c020")]        // even: no protocol number (RFC 1661 section 2)
    public void Frame_head_that_is_cut_off_or_even_should_be_refused(string frame) =>
        Assert.False(PppFrame.TryReadProtocol(Convert.FromHexString(frame), out _, out _));

    [Property]
    public bool Frame_head_should_never_lead_beyond_the_frame(byte[] frame) =>
        !PppFrame.TryReadProtocol(frame, out _, out var offset) || offset <= frame.Length;

    [Fact]
    public void Reading_a_frame_head_should_allocate_nothing()
    {
        byte[] frame = [0xff, 0x03, 0x00, 0x21, 0x45];
        PppFrame.TryReadProtocol(frame, out _, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            PppFrame.TryReadProtocol(frame, out _, out _);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
