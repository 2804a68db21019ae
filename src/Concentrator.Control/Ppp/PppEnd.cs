namespace Concentrator.Control.Ppp;

/// <summary>Why a session ended, with words for people.</summary>
public sealed record PppEnd(PppEndReason Reason, string Text = "")
{
    public override string ToString() => Text is "" ? Reason.ToString() : $"{Reason}: {Text}";
}

public enum PppEndReason
{
    /// <summary>The shell asked for it.</summary>
    Closed,

    /// <summary>The call went away.</summary>
    LowerDown,

    /// <summary>The peer sent Terminate-Request, or refused LCP itself.</summary>
    PeerTerminated,

    /// <summary>LCP was not open in time: the peer is silent, or no agreement was reached.</summary>
    LcpTimeout,

    /// <summary>We hear ourselves (RFC 1661 section 6.4).</summary>
    Loop,

    /// <summary>The peer will not authenticate by any method that we accept, or we by none that it wants.</summary>
    NoAuthenticationMethod,

    /// <summary>The peer's credentials were refused.</summary>
    AuthenticationFailed,

    /// <summary>The peer refused our credentials, or could not prove that it knows our secret (RFC 2759 section 5).</summary>
    OwnAuthenticationFailed,

    AuthenticationTimeout,

    /// <summary>No network protocol came up in time.</summary>
    NetworkTimeout,

    /// <summary>Every network protocol that we speak was refused or has ended.</summary>
    NoNetwork,

    /// <summary>Whoever speaks the network protocols elsewhere has failed.</summary>
    NetworksFailed,

    /// <summary>There was no IPv4 address for the peer.</summary>
    AddressRefused,

    /// <summary>The interface of the call, its addresses or its routes could not be made.</summary>
    NoInterface,

    /// <summary>Echo-Requests were not answered.</summary>
    EchoTimeout,

    /// <summary>The session goes on, between the peer and an LNS.</summary>
    HandedOver,

    InternalError,
}
