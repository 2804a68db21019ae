using System.Net;
using System.Net.Sockets;
using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Paths;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.Ppp;
using Xunit;

namespace Concentrator.DataPlane.Tests;

/// <summary>Two sessions whose frames pass into each other, without PPP of ours.</summary>
public sealed class JoinTests : IDisposable
{
    private static readonly TunnelId OtherTunnel = new(6), OtherPeerTunnel = new(206);
    private static readonly SessionId OtherSession = new(8), OtherPeerSession = new(208);

    private readonly Bench _bench = new();
    private readonly Socket _other;
    private readonly ITunnelPath _otherTunnel;

    public JoinTests()
    {
        _other = _bench.OpenPeer("127.0.0.3");
        _otherTunnel = _bench.Plane.InstallTunnel(
            OtherTunnel, _bench.Port, new UdpPath(_bench.Port.Local, Endpoint.From((IPEndPoint)_other.LocalEndPoint!)), OtherPeerTunnel);
    }

    public static TheoryData<string> Frames => ["FF03C021010100040A", "C0210101", "0021450000", "2145", "FF0380210102"];

    [Theory]
    [MemberData(nameof(Frames))]
    public void Frame_should_go_on_unchanged_with_the_ids_of_the_other_side(string frame)
    {
        Join();
        _bench.FromPeer(Bench.Data(Convert.FromHexString(frame), header: new DataHeader(WithLength: true, WithSequence: true), ns: 3));

        var (header, onward) = AtOther();
        Assert.Equal((OtherPeerTunnel, OtherPeerSession, false), (header.TunnelId, header.SessionId, header.HasSequence));
        Assert.Equal(frame, Convert.ToHexString(onward));

        FromOther(Convert.FromHexString(frame));
        (header, onward) = _bench.AtPeer();
        Assert.Equal((Bench.PeerTunnel, Bench.PeerSession), (header.TunnelId, header.SessionId));
        Assert.Equal(frame, Convert.ToHexString(onward));
    }

    [Fact]
    public void Both_sessions_should_count_what_passes()
    {
        var (session, other) = Join();
        for (var i = 0; i < 3; i++)
            _bench.FromPeer(Bench.Data([0xff, 0x03, 0x00, 0x21, 1, 2, 3, 4, 5]));
        for (var i = 0; i < 3; i++)
            AtOther();
        _bench.Settle();
        Assert.Equal((3, 15, 0, 0), (session.Counters.ReceivedPackets, session.Counters.ReceivedBytes, session.Counters.SentPackets, session.Counters.SentBytes));
        Assert.Equal((0, 0, 3, 15), (other.Counters.ReceivedPackets, other.Counters.ReceivedBytes, other.Counters.SentPackets, other.Counters.SentBytes));
    }

    [Fact]
    public void Sequence_numbers_should_be_those_of_each_side()
    {
        Join(new SessionPathOptions { ReorderTimeout = TimeSpan.Zero }, new SessionPathOptions { Sequencing = DataSequencing.Always });
        foreach (var ns in new ushort[] { 500, 501, 499, 502 })
            _bench.FromPeer(Bench.Data([0x00, 0x21, (byte)ns], header: new DataHeader(WithLength: false, WithSequence: true), ns: ns));

        // New numbers would hide that 499 came late, so it goes no further.
        foreach (var (number, octet) in new[] { (0, 500), (1, 501), (2, 502) })
        {
            var (header, frame) = AtOther();
            Assert.Equal((number, (byte)octet), (header.Ns.Value, frame[^1]));
        }

        _bench.Settle();
        Assert.Equal(1, _bench.Drops(DropReason.OutOfOrder));
    }

    [Fact]
    public void Session_should_be_held_to_its_rate_towards_its_peer()
    {
        var (session, _) = Join(new SessionPathOptions { SendRate = new RateLimit(8, TimeSpan.FromMilliseconds(10)) }, new SessionPathOptions());
        for (var i = 0; i < 10; i++)
            FromOther([0x21, .. new byte[8000]]);
        for (var i = 0; i < 8; i++)
            Assert.Equal(8001, _bench.AtPeer().Frame.Length);
        _bench.Settle();
        Assert.Equal((8, 2), (session.Counters.SentPackets, _bench.Drops(DropReason.OverRate)));
    }

    [Fact]
    public void Offset_of_one_side_should_not_reach_the_other()
    {
        Join();
        // L2TP header with O: offset size 4, padded.
        _bench.FromPeer([0x02, 0x02, 0, 5, 0, 7, 0, 4, 9, 9, 9, 9, 0x00, 0x21, 1]);
        var (header, frame) = AtOther();
        Assert.Equal("002101", Convert.ToHexString(frame));
        Assert.Equal(header.PayloadOffset + 3, header.PayloadOffset + header.PayloadLength);
    }

    [Fact]
    public void More_frames_than_a_batch_should_arrive_in_order()
    {
        Join();
        _other.ReceiveBufferSize = 4 << 20;
        for (var i = 0; i < 500; i++)
            _bench.FromPeer(Bench.Data([0x00, 0x21, (byte)(i >> 8), (byte)i]));
        for (var i = 0; i < 500; i++)
            Assert.Equal([(byte)(i >> 8), (byte)i], AtOther().Frame[^2..]);
    }

    [Fact]
    public void Frames_for_a_session_that_is_withdrawn_should_go_nowhere()
    {
        var (session, other) = Join();
        other.Withdraw();
        _bench.FromPeer(Bench.Data([0x00, 0x21, 1]));
        _bench.Settle();
        Assert.Equal(1, _bench.Drops(DropReason.NotAttached));
        Assert.Equal(0, other.Counters.SentPackets);
        Assert.Equal(1, session.Counters.Dropped);
    }

    [Fact]
    public void Sessions_should_be_apart_again_when_they_are_detached()
    {
        var (session, other) = Join();
        session.Detach();
        other.Detach();
        _bench.FromPeer(Bench.Data([0xc0, 0x21, 1]));
        Assert.True(_bench.Ppp.Seen.TryTake(out var seen, Bench.Patience));
        Assert.Equal(PppProtocol.Lcp, seen.Protocol);
    }

    [Fact]
    public void Passing_on_should_not_allocate()
    {
        Join();
        Pass(1000); // whatever is allocated once
        var before = _bench.Plane.Counters.LoopAllocatedBytes;
        Pass(10_000);
        Assert.InRange(_bench.Plane.Counters.LoopAllocatedBytes - before, 0, 10_000);
    }

    public void Dispose()
    {
        _other.Dispose();
        _bench.Dispose();
    }

    private void Pass(int count)
    {
        var datagram = Bench.Data([0xff, 0x03, 0x00, 0x21, .. new byte[1400]]);
        var buffer = new byte[2000];
        for (var i = 0; i < count; i++)
        {
            _bench.FromPeer(datagram);
            _other.Receive(buffer);
        }
    }

    private (ISessionPath Session, ISessionPath Other) Join(SessionPathOptions? options = null, SessionPathOptions? other = null)
    {
        var session = _bench.Install(options);
        var beyond = _otherTunnel.InstallSession(OtherSession, OtherPeerSession, other ?? new(), _bench.Ppp);
        session.Join(beyond);
        return (session, beyond);
    }

    private void FromOther(byte[] frame) => _other.SendTo(Bench.Data(frame, OtherSession, OtherTunnel), _bench.Port.Local.ToIPEndPoint());

    private (L2tpHeader Header, byte[] Frame) AtOther()
    {
        var buffer = new byte[10_000];
        var length = _other.Receive(buffer);
        Assert.True(L2tpHeader.TryParse(buffer.AsSpan(0, length), out var header, out _));
        return (header, buffer[header.PayloadOffset..(header.PayloadOffset + header.PayloadLength)]);
    }
}
