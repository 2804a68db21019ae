using Concentrator.DataPlane.Paths;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.Ppp;
using Xunit;

namespace Concentrator.DataPlane.Tests.Forwarding;

/// <summary>What may stand in the header of a data message: taken in any form, sent as the session is configured.</summary>
public sealed class DataHeaderTests : IDisposable
{
    private readonly Bench _bench = new();

    /// <summary>L, S and P bits and an Offset Size of none, zero and some: all 24 of them.</summary>
    public static TheoryData<bool, bool, bool, int?> Headers
    {
        get
        {
            bool[] either = [false, true];
            var rows = new TheoryData<bool, bool, bool, int?>();
            foreach (var (length, sequence, priority, offset) in
                     from l in either from s in either from p in either from o in new int?[] { null, 0, 6 } select (l, s, p, o))
                rows.Add(length, sequence, priority, offset);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Headers))]
    public void Optional_fields_of_the_header_should_be_skipped_in_any_combination(bool length, bool sequence, bool priority, int? offset)
    {
        _bench.Install();

        _bench.FromPeer(Bench.Data([0xff, 0x03, 0xc0, 0x21, 9, 1], header: new DataHeader(length, sequence, priority, (ushort?)offset)));

        Assert.True(_bench.Ppp.Seen.TryTake(out var seen, Bench.Patience));
        Assert.Equal((PppProtocol.Lcp, "0901"), (seen.Protocol, Convert.ToHexString(seen.Packet)));
    }

    [Fact]
    public void Priority_should_be_that_of_frames_that_negotiate_and_not_of_payload()
    {
        var session = _bench.Install();
        session.SendPpp(PppProtocol.Lcp, [9, 1, 0, 4]);
        session.SendPpp(PppProtocol.Ipcp, [1, 1, 0, 4]);
        session.SendPpp(PppProtocol.Ipv4, [0x45]);
        Assert.Equal((true, true, false), (_bench.AtPeer().Header.IsPriority, _bench.AtPeer().Header.IsPriority, _bench.AtPeer().Header.IsPriority));

        _bench.Install(new SessionPathOptions { SendPriority = false }).SendPpp(PppProtocol.Lcp, [9, 1, 0, 4]);
        Assert.False(_bench.AtPeer().Header.IsPriority);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(SessionPathOptions.MaxOffset)]
    public void Offset_should_be_sent_as_configured(int offset)
    {
        var session = _bench.Install(new SessionPathOptions { SendOffset = (ushort)offset, Sequencing = DataSequencing.Always });
        session.SendPpp(PppProtocol.Lcp, [9, 1, 0, 4]);
        var (header, frame) = _bench.AtPeer();
        Assert.Equal(14 + offset, header.PayloadOffset);
        Assert.Equal([0xff, 0x03, 0xc0, 0x21, 9, 1, 0, 4], frame);
    }

    public void Dispose() => _bench.Dispose();
}
