namespace Concentrator.Control.Ppp;

/// <summary>
/// What a LAC's word is worth that it has negotiated LCP and taken the peer's credentials (RFC 2661 sections 4.4.5 and 9.5). Credentials are always
/// judged here, by our own secrets.
/// </summary>
public enum ProxyPolicy
{
    /// <summary>LCP is taken if it meets our terms: an MRU that we can receive, and an authentication that we ask for. If not, all begins anew.</summary>
    Terms,

    /// <summary>LCP is taken as it is, if only the peer has authenticated itself where we ask for that at all.</summary>
    Accept,

    /// <summary>LCP always begins anew; who has shown the LAC good credentials by a method that we ask for need not show them again.</summary>
    Renegotiate,

    /// <summary>All begins anew.</summary>
    Distrust,
}
