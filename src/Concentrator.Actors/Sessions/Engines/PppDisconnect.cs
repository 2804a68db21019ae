using Concentrator.Control.Ppp;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.Ppp;
using static Concentrator.Protocol.L2tp.DisconnectDirection;
using static Concentrator.Protocol.L2tp.PppDisconnectCode;

namespace Concentrator.Actors.Sessions.Engines;

/// <summary>What the peer is told beside the result when PPP has ended its call (RFC 3145 section 3).</summary>
internal static class PppDisconnect
{
    /// <param name="method">By which the peer was to authenticate itself, or we ourselves; null before that was agreed upon.</param>
    /// <returns>Null when it was not PPP that ended.</returns>
    public static PppDisconnectCause? Of(PppEnd end, AuthMethod? method) => end.Reason switch
    {
        PppEndReason.Closed => new(NormalDisconnection, Direction: AtLocal),
        PppEndReason.PeerTerminated => new(NormalDisconnection, Direction: AtPeer),
        PppEndReason.LcpTimeout => new(LcpTimeout, PppProtocol.Lcp),
        PppEndReason.Loop => new(LinkLoopedBack, PppProtocol.Lcp),
        PppEndReason.EchoTimeout => new(EchoTimeout, PppProtocol.Lcp),
        PppEndReason.AuthenticationTimeout => new(AuthenticationTimeout, Protocol(method)),
        PppEndReason.NoAuthenticationMethod => new(AuthenticationProtocolUnacceptable, Protocol(method), AtPeer),
        PppEndReason.AuthenticationFailed => new(AuthenticationFailed, Protocol(method), AtPeer),
        PppEndReason.OwnAuthenticationFailed => new(AuthenticationFailed, Protocol(method), AtLocal),
        PppEndReason.NetworkTimeout => new(NcpTimeout, PppProtocol.Ipcp),
        PppEndReason.NoNetwork => new(NoNcpAvailable, PppProtocol.Ipcp),
        PppEndReason.AddressRefused => new(NoPermittedAddress, PppProtocol.Ipcp, AtLocal),
        _ => null,
    };

    private static ushort Protocol(AuthMethod? method) => method is AuthMethod.Pap ? PppProtocol.Pap : PppProtocol.Chap;
}
