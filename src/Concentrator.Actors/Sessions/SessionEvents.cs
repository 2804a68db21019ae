using System.Net;
using Akka.Actor;
using Concentrator.Control.Calls;
using Concentrator.DataPlane.Paths;
using Concentrator.Protocol.Ids;

namespace Concentrator.Actors.Sessions;

/// <summary>What a session that was placed from here tells its owner: the target whose call it is.</summary>
internal static class SessionEvents
{
    /// <summary>PPP is up (a dialer's call).</summary>
    internal sealed record SessionUp(int Number, string? Interface, IPAddress? Address) : INoSerializationVerificationNeeded;

    /// <summary>The LNS took it (a call that is passed on).</summary>
    internal sealed record CallConnected(int Number, SessionKey Session, ISessionPath Path, CallParameters Call) : INoSerializationVerificationNeeded;

    /// <summary>A PPP frame that came before the path was attached (a call that is passed on).</summary>
    internal sealed record CallFrame(int Number, ushort Protocol, ReadOnlyMemory<byte> Packet) : INoSerializationVerificationNeeded;

    /// <summary>An SLI came (a call that is passed on).</summary>
    internal sealed record CallChanged(int Number, CallParameters Call) : INoSerializationVerificationNeeded;

    internal sealed record SessionDown(int Number, CallEnd End) : INoSerializationVerificationNeeded;
}
