using Concentrator.Control.Calls;
using Concentrator.Control.Ppp;
using Concentrator.DataPlane.Paths;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Actors.Sessions.Engines;

/// <summary>
/// Who speaks PPP on a call: this process, or a pppd. Lives inside the session's actor: all calls to it, and its calls to its
/// <see cref="ISessionHost"/>, are on the actor's thread.
/// </summary>
internal interface ISessionEngine
{
    /// <summary>The word of the configuration for it.</summary>
    string Name { get; }

    EngineFacts Facts { get; }

    /// <summary>When <see cref="RunTimers"/> must be called next; null: no timer runs.</summary>
    TimeSpan? NextDue { get; }

    /// <summary>A LAC offers the call, which is not connected yet.</summary>
    void Offered(CallRequest call)
    {
    }

    /// <summary>The call is established: PPP starts.</summary>
    void Start(CallParameters call, ISessionPath path);

    /// <summary>The peer has told something new of the call, by SLI, WEN or a message of the companions.</summary>
    void OnChanged(CallParameters call)
    {
    }

    /// <summary>A PPP frame from the peer, other than payload, once the call is connected.</summary>
    void OnFrame(ushort protocol, ReadOnlyMemory<byte> packet);

    /// <summary>A message to the session that the call does not know; false when it is not this engine's either.</summary>
    bool OnMessage(object message);

    void RunTimers(TimeSpan now);

    /// <summary>Ends PPP politely, and then says so with <see cref="ISessionHost.EngineEnded"/>. False: there is no PPP here to end.</summary>
    bool Close(string reason);

    /// <summary>The call is over, for this reason. Follows upon <see cref="Stop"/>.</summary>
    void CallEnded(CallEnd end)
    {
    }

    /// <summary>The call is gone: whatever the engine holds is let go at once. Idempotent.</summary>
    void Stop();
}

/// <summary>What an operator wants to know of an engine.</summary>
/// <param name="Phase">The PPP phase in words.</param>
/// <param name="Address">The peer's address as LNS, our own as LAC.</param>
/// <param name="Interface">The network interface, where the call has one of its own.</param>
/// <param name="SwitchedWith">The other half of a call that is passed on: a session, or what else it comes from.</param>
/// <param name="Group">The group whose routing domain the subscriber is in; null: the node's own.</param>
/// <param name="End">Why this end has begun to end PPP; null: it has not.</param>
internal readonly record struct EngineFacts(
    string Phase, string? User = null, System.Net.IPAddress? Address = null, string? Interface = null, int? Mru = null, string? Authentication = null,
    string? SwitchedWith = null, string? Group = null, string? End = null);

/// <summary>The session as its engine sees it.</summary>
internal interface ISessionHost
{
    TimeSpan Now { get; }

    /// <summary>The call that an <see cref="IBearer"/> was to place is connected.</summary>
    void BearerAnswered(CallConnection connection);

    /// <summary>... or could not be placed.</summary>
    void BearerFailed(ResultCode result, Q931Cause cause);

    /// <summary>LCP is open, perhaps anew, here or at the LNS that the call goes on to: the LAC is told by SLI.</summary>
    /// <param name="requests">By what it was negotiated; null: not known.</param>
    void LinkUp(Accm accm, LinkRequests? requests);

    /// <summary>Payload flows: the session is up. Said once.</summary>
    void EngineUp();

    /// <summary>PPP has ended, or never came up; the call is to be cleared. Said once.</summary>
    /// <param name="result">For the CDN.</param>
    /// <param name="reason">For people.</param>
    /// <param name="byPeer">Whether the peer wanted it.</param>
    /// <param name="cause">For the CDN, too; null where the engine cannot say.</param>
    /// <param name="terminate">For accounting, where <paramref name="cause"/> and <paramref name="result"/> do not say it as well.</param>
    /// <param name="q931">What the telephone network said of it, beyond the next LAC.</param>
    void EngineEnded(
        ResultCode result, string reason, bool byPeer, PppDisconnectCause? cause = null, TerminateCause? terminate = null, Q931Cause? q931 = null);
}
