using System.Collections.Immutable;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.Ppp;

namespace Concentrator.Control.Ppp;

/// <summary>Why LCP as a LAC has negotiated it cannot be taken over.</summary>
internal static class ProxyTerms
{
    /// <summary>Options of the peer that this end can honour, or that ask for nothing.</summary>
    private static readonly ImmutableArray<OptionDefinition> Honoured =
        [LcpOptions.Mru, LcpOptions.Accm, LcpOptions.Magic, LcpOptions.Pfc, LcpOptions.Acfc, LcpOptions.Endpoint];

    /// <returns>Null: it can be.</returns>
    public static string? Objection(ImmutableArray<PppOption> sent, ImmutableArray<PppOption> received, ProxiedProof? proof, PppSettings settings)
    {
        if (received.FirstOrDefault(option => !Honoured.Any(row => row.Is(option))) is { Type: not 0 } foreign)
            return $"the peer was granted LCP option {foreign.Type}";
        var method = sent.Has(LcpOptions.Authentication) ? sent.Get(LcpOptions.Authentication, default) : (AuthMethod?)null;
        if (sent.Has(LcpOptions.Authentication) && (method is default(AuthMethod) or AuthMethod.MsChapV2))
            return "the authentication has no code in an ICCN";
        if (proof is not null && !Fits(proof, method))
            return $"{proof.Type} is not what LCP agreed upon";
        var given = method ?? (proof is null ? null : AuthMethod.Pap);
        if (given is null && !settings.PeerAuthentication.IsEmpty)
            return "the peer did not authenticate itself";
        return settings.Proxy is ProxyPolicy.Accept ? null : UnmetTerm(sent, received, given, settings);
    }

    /// <summary>A textual proof was given before PPP, and no authentication within it.</summary>
    private static bool Fits(ProxiedProof proof, AuthMethod? method) => proof.Type switch
    {
        ProxyAuthenType.Chap => method is AuthMethod.ChapMd5,
        ProxyAuthenType.Pap => method is AuthMethod.Pap,
        ProxyAuthenType.Textual => method is null,
        _ => false,
    };

    private static string? UnmetTerm(ImmutableArray<PppOption> sent, ImmutableArray<PppOption> received, AuthMethod? given, PppSettings settings)
    {
        var (ours, theirs) = (sent.Get(LcpOptions.Mru, LcpOptions.DefaultMru), received.Get(LcpOptions.Mru, LcpOptions.DefaultMru));
        if (ours > settings.Mru)
            return $"the peer may send {ours} octets, and {settings.Mru} is our MRU";
        if (theirs < settings.LowestPeerMru)
            return $"the peer takes {theirs} octets only";
        return given is not { } method || settings.PeerAuthentication.IsEmpty || settings.PeerAuthentication.Contains(method)
            ? null
            : $"the authentication was {method}";
    }
}
