using Concentrator.Protocol.Ppp;

namespace Concentrator.Control.Ppp;

/// <summary>
/// By which a peer goes on that has shown all that it must and does not wait for our verdict, or awaits none since it was the LAC to whom it has shown it: the
/// newest Configure-Request of each network protocol, until the network phase opens.
/// </summary>
/// <remarks>
/// RFC 1661 section 3.5 has these discarded, and the peer says them again when its restart timer expires, seconds later. What is kept has the effect of a
/// packet that was late on its way: nobody looks at it before authentication is over, nothing is answered, and if the peer fails nothing is left of it.
/// </remarks>
internal sealed record EarlyRequests(PppPacket? Ipcp = null, PppPacket? Ipv6cp = null)
{
    /// <summary>Octets; more than all options that we know take together.</summary>
    private const int MaxLength = 128;

    private static readonly EarlyRequests None = new();

    public static void Keep(PppTurn turn, ushort protocol, PppPacket packet)
    {
        var lacksOnlyTheVerdict = turn.State is { Phase: PppPhase.Authenticate, PeerProof.Asked: not null, OwnProof: null or { IsDone: true } };
        if (!lacksOnlyTheVerdict || (LcpCode)packet.Code is not LcpCode.ConfigureRequest || packet.Data.Length > MaxLength)
            return;
        var early = turn.State.Early ?? None;
        if (protocol is PppProtocol.Ipcp)
            turn.State.Early = early with { Ipcp = packet };
        else if (protocol is PppProtocol.Ipv6cp)
            turn.State.Early = early with { Ipv6cp = packet };
    }

    /// <summary>The network phase is open.</summary>
    public static void HandIn(PppTurn turn)
    {
        if (turn.State.Early is not { } early)
            return;
        turn.State.Early = null;
        HandIn(turn, Control.Ppp.Ipcp.Instance, early.Ipcp);
        HandIn(turn, Control.Ppp.Ipv6cp.Instance, early.Ipv6cp);
    }

    private static void HandIn(PppTurn turn, NegotiatedProtocol protocol, PppPacket? request)
    {
        if (request is not { } packet)
            return;
        if (turn.Settings.NetworksElsewhere)
            turn.Emit(new PppEffect.NetworkFrame(protocol.Number, PppPacket.Write(packet.Code, packet.Identifier, packet.Data.Span)));
        else
            protocol.Receive(turn, packet);
    }
}
