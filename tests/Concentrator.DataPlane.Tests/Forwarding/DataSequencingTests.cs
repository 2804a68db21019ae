using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Paths;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.Ppp;
using Xunit;

namespace Concentrator.DataPlane.Tests.Forwarding;

/// <summary>Ns of data messages (RFC 2661 section 5.4): when it is sent, and what is made of it.</summary>
public sealed class DataSequencingTests : IDisposable
{
    private readonly SubscriberBench _bench = new();

    [Theory]
    [InlineData(DataSequencing.Always, true)]
    [InlineData(DataSequencing.Never, false)]
    public void Ns_should_be_sent_when_asked_for(DataSequencing sequencing, bool present)
    {
        using var tun = _bench.AttachSubscriber(out var session, options: new SessionPathOptions { Sequencing = sequencing });
        session.SendPpp(PppProtocol.Lcp, [9, 1, 0, 4]);
        Assert.Equal(present, _bench.AtPeer().Header.HasSequence);
        var first = NextNs();

        Assert.Equal(present ? first + 1 : 0, NextNs());
    }

    [Fact]
    public void Lac_should_send_Ns_while_the_lns_does()
    {
        var session = _bench.Install(new SessionPathOptions { Sequencing = DataSequencing.AsPeer });

        Assert.False(Answer(new DataHeader()));
        Assert.True(Answer(new DataHeader(WithSequence: true)));
        Assert.False(Answer(new DataHeader()));

        bool Answer(DataHeader header)
        {
            _bench.FromPeer(Bench.Data([0xc0, 0x21, 9, 1, 0, 4], header: header));
            _bench.Settle();
            session.SendPpp(PppProtocol.Lcp, [10, 1, 0, 4]);
            return _bench.AtPeer().Header.HasSequence;
        }
    }

    [Fact]
    public void Lns_should_begin_and_end_sequencing_in_mid_session_and_go_on_counting_where_it_was()
    {
        var session = _bench.Install();
        Assert.Equal([(false, 0), (true, 0), (true, 1), (false, 0), (true, 2)], new[] { Sent(null), Sent(true), Sent(null), Sent(false), Sent(true) });

        (bool, int) Sent(bool? change)
        {
            if (change is { } on)
                Assert.True(session.SetSequencing(on));
            session.SendPpp(PppProtocol.Lcp, [9, 1, 0, 4]);
            var header = _bench.AtPeer().Header;
            return (header.HasSequence, header.Ns.Value);
        }
    }

    [Fact]
    public void Sequencing_should_not_end_where_it_is_required_nor_be_a_LACs_to_change()
    {
        var session = _bench.Install();
        session.RequireSequencing();
        Assert.False(session.SetSequencing(false));
        Assert.True(session.IsSequencing);
        Assert.False(_bench.Install(new SessionPathOptions { Sequencing = DataSequencing.AsPeer }).SetSequencing(true));
    }

    [Fact]
    public void Order_should_be_restored()
    {
        var session = _bench.Install(new SessionPathOptions { ReorderTimeout = Bench.Patience });
        SendNumbered(0, 2, 1, 1, 4, 3);

        Assert.Equal(new byte[] { 0, 1, 2, 3, 4 }, new[] { Seen(), Seen(), Seen(), Seen(), Seen() });
        Assert.Equal(1, _bench.Drops(DropReason.DuplicateData));
        var counters = session.Counters;
        Assert.Equal((0L, 0L, 1L, 2L), (counters.LostReceived, counters.LateReceived, counters.DuplicateReceived, counters.Reordered));
    }

    [Fact]
    public void What_never_comes_should_be_waited_for_no_longer_than_configured()
    {
        var session = _bench.Install(new SessionPathOptions { ReorderTimeout = TimeSpan.FromMilliseconds(50) });
        SendNumbered(0, 2);
        Assert.Equal(new byte[] { 0, 2 }, new[] { Seen(), Seen() });
        Assert.Equal((1L, 0L), (session.Counters.LostReceived, session.Counters.LateReceived));

        SendNumbered(1, 4);
        _bench.FromPeer(Bench.Data([0xc0, 0x21, 7]));
        Assert.Equal(new byte[] { 4, 7 }, new[] { Seen(), Seen() });
        Assert.Equal(1, _bench.Drops(DropReason.OutOfOrder));
        Assert.Equal(1L, session.Counters.LateReceived);
    }

    public void Dispose() => _bench.Dispose();

    private int NextNs()
    {
        _bench.SendToSubscriber([1]);
        return _bench.AtPeer().Header.Ns.Value;
    }

    private void SendNumbered(params ushort[] numbers)
    {
        foreach (var ns in numbers)
            _bench.FromPeer(Bench.Data([0xc0, 0x21, (byte)ns], header: new DataHeader(WithSequence: true), ns: ns));
    }

    /// <summary>The number of the next frame that the sink gets.</summary>
    private byte Seen()
    {
        Assert.True(_bench.Ppp.Seen.TryTake(out var frame, Bench.Patience));
        return frame.Packet[0];
    }
}
