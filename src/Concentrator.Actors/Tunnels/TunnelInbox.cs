using Akka.Actor;
using Akka.Event;
using Concentrator.DataPlane.Counting;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Actors.Tunnels;

/// <summary>
/// The way from a receive loop to a tunnel: takes control datagrams from the tunnel's peer only, and so many at most that the actor has not
/// handled yet. More is dropped, which the peer's retransmissions make good.
/// </summary>
internal sealed class TunnelInbox(IActorRef owner, UdpPath path, PeerChange follows, int limit)
{
    private readonly int _limit = limit;
    private UdpPathBox _path = new(path);
    private volatile PeerChange _follows = follows;
    private int _undelivered;
    private volatile bool _closed;
    private volatile string? _peerHostName;

    public IActorRef Owner { get; } = owner;

    /// <summary>The next Ns and Nr of the tunnel's channel, for the last words of a supervisor whose tunnel died without any.</summary>
    public (SequenceNumber Ns, SequenceNumber Nr) LastSequence { get; set; }

    public TunnelId PeerTunnel { get; set; }

    /// <summary>Set by the tunnel when it has said all that it had to say to its peer.</summary>
    public bool IsReleased { get; set; }

    /// <summary>Set by the tunnel when its end is told to all who are to know it.</summary>
    public bool IsEnded { get; set; }

    /// <summary>Of a tunnel that takes new calls; null of any other.</summary>
    public string? PeerHostName
    {
        get => _peerHostName;
        set => _peerHostName = value;
    }

    public UdpPath Path => Volatile.Read(ref _path).Path;

    /// <summary>Called on the loop, before anything is copied.</summary>
    public bool Accepts(in UdpPath from)
    {
        var expected = Path.Peer;
        return from.Peer == expected || _follows switch
        {
            PeerChange.Port => from.Peer.Address == expected.Address,
            PeerChange.Anywhere => true,
            _ => false,
        };
    }

    /// <summary>Called on the loop: tells the tunnel, unless it is too far behind.</summary>
    public DropReason Offer(in UdpPath from, ControlDatagram datagram)
    {
        if (_closed)
            return DropReason.UnknownTunnel;
        if (Interlocked.Increment(ref _undelivered) > _limit)
        {
            Interlocked.Decrement(ref _undelivered);
            return DropReason.ControlQueueFull;
        }

        Owner.Tell(new Delivery(from, datagram), ActorRefs.NoSender);
        return DropReason.None;
    }

    /// <summary>To be called once for each <see cref="Delivery"/>.</summary>
    public void Handled() => Interlocked.Decrement(ref _undelivered);

    /// <summary>The tunnel has stopped. Gives the number of datagrams that it was told and did not handle any more.</summary>
    public int Close()
    {
        _closed = true;
        return Interlocked.Exchange(ref _undelivered, 0);
    }

    public void Expect(UdpPath path, PeerChange follows)
    {
        Volatile.Write(ref _path, new UdpPathBox(path));
        _follows = follows;
    }

    /// <summary>A control datagram of this tunnel, off the loop.</summary>
    internal sealed record Delivery(UdpPath From, ControlDatagram Datagram) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    /// <summary>A path is four words and would tear; a reference does not.</summary>
    private sealed class UdpPathBox(UdpPath path)
    {
        public UdpPath Path { get; } = path;
    }
}

/// <summary>From where else than its known endpoint a peer may be heard.</summary>
internal enum PeerChange
{
    /// <summary>From nowhere: it is pinned.</summary>
    None,

    /// <summary>From another port of the same address, once: a peer may answer the first message from a port of its choice (RFC 2661 section 8.1).</summary>
    Port,

    /// <summary>From anywhere, if what it sends proves to be the peer's: the profile follows NAT rebinding.</summary>
    Anywhere,
}
