using Concentrator.Control.Ppp;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.Ppp;

namespace Concentrator.Actors.Sessions.Engines;

/// <summary>What the peer is told beside the result when PPP has ended its call (RFC 3145 section 3).</summary>
internal static class PppDisconnect
{
    /// <param name="method">By which the peer was to authenticate itself, or we ourselves; null before that was agreed upon.</param>
    /// <returns>Null when it was not PPP that ended.</returns>
    public static PppDisconnectCause? Of(PppEnd end, AuthMethod? method) => end.Reason switch
    {
        PppEndReason.Closed => new PppDisconnectCause(PppDisconnectCode.NormalDisconnection, Direction: DisconnectDirection.AtLocal),
        PppEndReason.PeerTerminated => new PppDisconnectCause(PppDisconnectCode.NormalDisconnection, Direction: DisconnectDirection.AtPeer),
        PppEndReason.LcpTimeout => new PppDisconnectCause(PppDisconnectCode.LcpTimeout, PppProtocol.Lcp),
        PppEndReason.Loop => new PppDisconnectCause(PppDisconnectCode.LinkLoopedBack, PppProtocol.Lcp),
        PppEndReason.EchoTimeout => new PppDisconnectCause(PppDisconnectCode.EchoTimeout, PppProtocol.Lcp),
        PppEndReason.AuthenticationTimeout => new PppDisconnectCause(PppDisconnectCode.AuthenticationTimeout, Authentication(method)),
        PppEndReason.NoAuthenticationMethod => new PppDisconnectCause(PppDisconnectCode.AuthenticationProtocolUnacceptable, Authentication(method), DisconnectDirection.AtPeer),
        PppEndReason.AuthenticationFailed => new PppDisconnectCause(PppDisconnectCode.AuthenticationFailed, Authentication(method), DisconnectDirection.AtPeer),
        PppEndReason.OwnAuthenticationFailed => new PppDisconnectCause(PppDisconnectCode.AuthenticationFailed, Authentication(method), DisconnectDirection.AtLocal),
        PppEndReason.NetworkTimeout => new PppDisconnectCause(PppDisconnectCode.NcpTimeout, PppProtocol.Ipcp),
        PppEndReason.NoNetwork => new PppDisconnectCause(PppDisconnectCode.NoNcpAvailable, PppProtocol.Ipcp),
        PppEndReason.AddressRefused => new PppDisconnectCause(PppDisconnectCode.NoPermittedAddress, PppProtocol.Ipcp, DisconnectDirection.AtLocal),
        _ => null,
    };

    private static ushort Authentication(AuthMethod? method) => method is AuthMethod.Pap ? PppProtocol.Pap : PppProtocol.Chap;
}
