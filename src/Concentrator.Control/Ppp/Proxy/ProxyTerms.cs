using System.Collections.Immutable;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.Ppp;

namespace Concentrator.Control.Ppp;

/// <summary>Whether LCP as a LAC has negotiated it can be taken over, and what its word on the peer's credentials is worth.</summary>
internal static class ProxyTerms
{
    /// <summary>Options of either side that this end can live up to, or that ask for nothing.</summary>
    private static readonly ImmutableArray<OptionDefinition> Honoured =
        [LcpOptions.Mru, LcpOptions.Accm, LcpOptions.Magic, LcpOptions.Pfc, LcpOptions.Acfc, LcpOptions.FcsAlternatives, LcpOptions.Endpoint];

    /// <summary>Why LCP begins anew; null: it need not.</summary>
    public static string? Objection(ProxiedLink link, PppSettings settings) => settings.Proxy switch
    {
        ProxyPolicy.Distrust or ProxyPolicy.Renegotiate => "by policy",
        _ when !link.IsTold => "the LAC does not tell what was agreed upon",
        _ => Impossible(link) ?? Unproved(link, settings) ?? (settings.Proxy is ProxyPolicy.Accept ? null : UnmetTerm(link, settings)),
    };

    /// <summary>Whether the peer need not show its credentials again though LCP begins anew.</summary>
    public static bool SparesProof(ProxiedLink link, PppSettings settings) =>
        settings.Proxy is ProxyPolicy.Renegotiate && link.Proof?.Credentials is { } credentials && settings.PeerAuthentication.Contains(credentials.Method);

    private static string? Impossible(ProxiedLink link)
    {
        if (Foreign(link.Received) is { } granted)
            return $"the peer was granted LCP option {granted}";
        return Foreign(link.Sent.Without(LcpOptions.Authentication)) is { } asked ? $"the peer has granted LCP option {asked}" : null;
    }

    private static byte? Foreign(ImmutableArray<PppOption> options)
    {
        foreach (var option in options)
            if (!Honoured.Any(row => row.Is(option)))
                return option.Type;
        return null;
    }

    private static string? Unproved(ProxiedLink link, PppSettings settings) => (Agreed(link), link.Proof) switch
    {
        (null, null) => settings.PeerAuthentication.IsEmpty ? null : "the peer did not authenticate itself",
        (null, { Type: ProxyAuthenType.Textual }) => null,      // Before PPP, hence not within it.
        (AuthMethod.Pap, { Type: ProxyAuthenType.Pap }) => null,
        (AuthMethod.ChapMd5, { Type: ProxyAuthenType.Chap } or null) => null,
        (AuthMethod.Pap, null) => "the peer's PAP request is not told, and perhaps answered",
        (AuthMethod.MsChapV2 or default(AuthMethod), _) => "the authentication has no code in an ICCN",
        (_, var proof) => $"{proof?.Type} is not what LCP agreed upon",
    };

    private static string? UnmetTerm(ProxiedLink link, PppSettings settings)
    {
        var (ours, theirs) = (link.Sent.Get(LcpOptions.Mru, LcpOptions.DefaultMru), link.Received.Get(LcpOptions.Mru, LcpOptions.DefaultMru));
        if (ours > settings.Mru)
            return $"the peer may send {ours} octets, and {settings.Mru} is our MRU";
        if (theirs < settings.LowestPeerMru)
            return $"the peer takes {theirs} octets only";
        return (Agreed(link) ?? link.Proof?.Credentials?.Method) is { } method && !settings.PeerAuthentication.Contains(method)
            ? $"the authentication was {method}"
            : null;
    }

    /// <summary>The method that LCP agreed upon; default for one that we do not know, null for none.</summary>
    private static AuthMethod? Agreed(ProxiedLink link) =>
        link.Sent.Has(LcpOptions.Authentication) ? link.Sent.Get(LcpOptions.Authentication, default) : null;
}
