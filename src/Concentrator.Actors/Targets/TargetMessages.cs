using System.Net;
using Akka.Actor;
using Concentrator.Control.Calls;
using Concentrator.Control.Policy.Profiles;
using Concentrator.DataPlane.Paths;
using Concentrator.Protocol.Ids;

namespace Concentrator.Actors.Targets;

/// <summary>
/// How whoever has a call for an LNS (a dialer, a switched call, a PPPoE session, the OCRQ of an LNS) has it placed: told to /user/targets. The sender is the
/// call's owner; with its own <c>Number</c> it names the call in everything that follows, and is told <see cref="TargetEvents"/>.
/// </summary>
public static class TargetCommands
{
    /// <summary>
    /// Place this call on an LNS of the target. Answered, sooner or later and once, with <see cref="TargetEvents.CallConnected"/> or
    /// <see cref="TargetEvents.CallEnded"/>; in between one LNS after the other is tried. A call whose owner stops is ended.
    /// </summary>
    /// <param name="Request">
    /// Of an incoming call: its <see cref="CallRequest.Connection"/> goes into the ICCN, unless it <see cref="CallRequest.AwaitsConnection"/>: then the
    /// ICCN is sent when <see cref="ConnectCall"/> has said how it is connected. A serial number of 0 is replaced by one of this node.
    /// </param>
    /// <param name="From">What the call comes from, for operators.</param>
    /// <param name="Dialed">
    /// The dialer's call that it is: PPP is spoken in its session, and instead of CallConnected the owner is told <see cref="TargetEvents.CallPlaced"/>
    /// and <see cref="TargetEvents.CallUp"/>. Null: the owner carries the frames.
    /// </param>
    public sealed record PlaceCall(string Target, int Number, CallRequest Request, string? From = null, DialedCall? Dialed = null) : INoSerializationVerificationNeeded;

    /// <summary>The caller's side is connected, and in this way.</summary>
    public sealed record ConnectCall(string Target, int Number, CallConnection Connection) : INoSerializationVerificationNeeded;

    /// <summary>The LAC that the call came from has told something new of it, for the LNS to know: errors on the line, speeds, a modem on hold.</summary>
    public sealed record ReportCaller(string Target, int Number, CallParameters Caller) : INoSerializationVerificationNeeded;

    /// <summary>The owner does not want the call any more, whatever its state; nothing is answered. The LNS is told by CDN, if it knows of it.</summary>
    public sealed record EndCall(string Target, int Number, CallEnd End) : INoSerializationVerificationNeeded;

    /// <summary>Whoever says so will want no call soon: tunnels that nobody has a call on are closed, and not kept for a while.</summary>
    public sealed record Rest(string Target) : INoSerializationVerificationNeeded;
}

/// <summary>What the owner of a call is told.</summary>
public static class TargetEvents
{
    /// <summary>
    /// ICCN is sent, and the session's path is the owner's to attach. PPP frames that were here before are told as <see cref="CallFrame"/>.
    /// </summary>
    public sealed record CallConnected(int Number, SessionKey Session, ISessionPath Path, CallParameters Call) : INoSerializationVerificationNeeded;

    /// <summary>Of a dialer's call: it is on its way over a tunnel. May come again, when it is tried elsewhere.</summary>
    /// <param name="Lns">The other end of the tunnel.</param>
    public sealed record CallPlaced(int Number, SessionKey Session, Endpoint Lns) : INoSerializationVerificationNeeded;

    /// <summary>Of a dialer's call: PPP is up.</summary>
    public sealed record CallUp(int Number, string? Interface, IPAddress? Address) : INoSerializationVerificationNeeded;

    /// <summary>A PPP frame of the LNS that came before the path was attached.</summary>
    public sealed record CallFrame(int Number, ushort Protocol, ReadOnlyMemory<byte> Packet) : INoSerializationVerificationNeeded;

    /// <summary>The LNS told something new of the call: an SLI.</summary>
    public sealed record CallChanged(int Number, CallParameters Call) : INoSerializationVerificationNeeded;

    /// <summary>The call is over, or no LNS took it; the end is that of the last one that was tried. The path, if there was one, is withdrawn.</summary>
    public sealed record CallEnded(int Number, CallEnd End) : INoSerializationVerificationNeeded;
}
