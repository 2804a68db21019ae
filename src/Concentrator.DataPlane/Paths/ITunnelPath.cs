using Concentrator.DataPlane.Tapping;
using Concentrator.Protocol.Ids;

namespace Concentrator.DataPlane.Paths;

/// <summary>A tunnel as the loops see it: whose packets are taken and where its own go. Its tap gets its control messages and all its sessions' packets.</summary>
public interface ITunnelPath : ITapped
{
    UdpPath Path { get; }

    /// <summary>When the peer was last heard, control or data, in milliseconds of <see cref="Environment.TickCount64"/>.</summary>
    long LastHeard { get; }

    /// <summary>Sends a control message to the peer, past the tap; see <see cref="Ports.IUdpPort.Send"/>.</summary>
    bool SendControl(ReadOnlySpan<byte> datagram);

    /// <summary>From now on control messages carry this DSCP, 0 to 63; null: that of the socket.</summary>
    void MarkControl(int? dscp);

    /// <summary>The peer now speaks from elsewhere: packets are taken from and sent to the new path only.</summary>
    void MovePeer(UdpPath path);

    /// <summary>The peer's Assigned Tunnel ID, when it was not known at installation.</summary>
    void AssignPeer(TunnelId peer);

    /// <summary>
    /// Asked for before a session gets an id: false when the plane could not tell its data from that of another. What was reserved is to be released.
    /// </summary>
    bool Reserve(SessionId session) => true;

    /// <summary>No session has the id any more, or will have.</summary>
    void Release(SessionId session)
    {
    }

    /// <summary>Lets a session's data messages in. Session ids are best assigned densely: the table is an array. Replaces a path of the same id.</summary>
    ISessionPath InstallSession(SessionId local, SessionId peer, SessionPathOptions options, IPppSink sink);

    /// <summary>Removes this tunnel and its sessions from the tables; a successor with the same id stays. Idempotent.</summary>
    void Withdraw();
}
