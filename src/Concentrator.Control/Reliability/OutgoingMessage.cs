using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Control.Reliability;

/// <summary>A message to be delivered.</summary>
/// <param name="Local">Our id of the call that it belongs to; <see cref="SessionId.Unassigned"/> for messages of the tunnel.</param>
/// <param name="Peer">The peer's id of the call, for the header.</param>
public sealed record OutgoingMessage(ControlMessage Message, SessionId Local = default, SessionId Peer = default);

public enum EnqueueResult
{
    /// <summary>It will be delivered, unless the peer is lost or a later message takes its place.</summary>
    Queued,

    /// <summary>There is no need for it: a HELLO where one is under way, the CDN of a call that the peer was never told of.</summary>
    Needless,

    /// <summary>The queue is full. A StopCCN always fits, and what is said of calls that exist.</summary>
    Full,

    /// <summary>Nothing follows a StopCCN.</summary>
    Stopped,
}
