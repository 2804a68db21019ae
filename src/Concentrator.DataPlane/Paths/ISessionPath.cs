using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Ports;
using Concentrator.DataPlane.Tapping;
using Concentrator.Linux.Polling;
using Concentrator.Protocol.Ids;

namespace Concentrator.DataPlane.Paths;

/// <summary>
/// A session as the loops see it. Until it is attached, every PPP frame goes to its sink and network payload is dropped. Its tap gets its packets,
/// beside the tunnel's own.
/// </summary>
public interface ISessionPath : ITapped
{
    SessionCounters Counters { get; }

    /// <summary>The network interface that the plane has made for this session alone; null: it has none.</summary>
    string? Interface => null;

    /// <summary>Sends a PPP frame uncompressed (FF 03, two octets of protocol), from any thread. False when the kernel did not take it.</summary>
    bool SendPpp(ushort protocol, ReadOnlySpan<byte> packet);

    /// <summary>The peer's Assigned Session ID, when it was not known at installation.</summary>
    void AssignPeer(SessionId peer);

    /// <summary>Whether our data messages carry Ns now.</summary>
    bool IsSequencing { get; }

    /// <summary>The Sequencing Required AVP was exchanged: from now on our data messages carry Ns, whatever else is said (RFC 2661 section 5.4).</summary>
    void RequireSequencing();

    /// <summary>As LNS: from now on our data messages carry Ns, or do not; the LAC follows. False when it is not ours to say: as LAC, or where it is required.</summary>
    bool SetSequencing(bool on);

    /// <summary>Gives back one place in the sink's queue: see <see cref="SessionPathOptions.PppQueueLimit"/>.</summary>
    void PppFrameHandled();

    /// <summary>From now on network payload passes between the peer and the device. May be repeated with new addresses or options.</summary>
    void AttachTun(ITunPort tun, SubscriberAddresses addresses, PppLinkOptions options);

    /// <summary>From now on all PPP frames, LCP too unless the options split it off, pass between the peer and the pty.</summary>
    IPtyLine AttachPty(IPtyPort pty, PtyLinkOptions options);

    /// <summary>
    /// From now on the session is a pppd's, which speaks PPP over this socket and forwards by an interface of its own, past this process; null: this
    /// plane does not do that, and a pty will.
    /// </summary>
    /// <param name="interface">The name that the interface will have.</param>
    IPollable? HandOver(string @interface) => null;

    /// <summary>From now on all PPP frames pass between the peer and the PPPoE host.</summary>
    void AttachPppoe(IPppoePath host);

    /// <summary>
    /// From now on all PPP frames pass between this session's peer and the other's, in both directions, unchanged. What ends it is <see cref="Detach"/>
    /// or <see cref="Withdraw"/> of either for the frames towards it.
    /// </summary>
    void Join(ISessionPath other);

    /// <summary>Back to the sink only. Idempotent.</summary>
    void Detach();

    /// <summary>Detaches and removes this session from the tables; a successor with the same id stays. Idempotent.</summary>
    void Withdraw();
}
