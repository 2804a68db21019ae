using System.Collections.Immutable;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.Ppp;

namespace Concentrator.Control.Ppp;

/// <summary>What a LAC has settled with the peer before the call reached us, as its ICCN tells it (RFC 2661 section 4.4.5).</summary>
/// <param name="InitialReceived">The peer's first Configure-Request: its options.</param>
/// <param name="LastSent">The last Configure-Request that the LAC sent, and the peer acknowledged.</param>
/// <param name="LastReceived">The last that the peer sent, and the LAC acknowledged.</param>
/// <param name="Proof">How the peer proved itself; null: it did not, or the LAC does not say.</param>
public sealed record ProxiedLink(
    ImmutableArray<byte>? InitialReceived, ImmutableArray<byte>? LastSent, ImmutableArray<byte>? LastReceived, ProxiedProof? Proof)
{
    /// <summary>The options of both sides; null when the LAC does not tell both, or tells what is none.</summary>
    internal (ImmutableArray<PppOption> Sent, ImmutableArray<PppOption> Received)? Options =>
        LastSent is { } ours && LastReceived is { } theirs
        && PppOptionList.TryParse(ours.AsSpan(), out var sent) && PppOptionList.TryParse(theirs.AsSpan(), out var received)
            ? (sent, received)
            : null;

    public override string ToString() => $"LCP {(Options is null ? "not told" : "told")}, {Proof?.ToString() ?? "no proof"}";
}

/// <summary>What the peer presented to the LAC. Never prints more than the name.</summary>
/// <param name="Id">Of the Challenge, or of the PAP request.</param>
/// <param name="Response">Of CHAP, or the password.</param>
public sealed record ProxiedProof(ProxyAuthenType Type, string Name, byte Id, ImmutableArray<byte> Challenge, ImmutableArray<byte> Response)
{
    /// <summary>For our own judgement; null for a type that we have no use for.</summary>
    internal Credentials? Credentials => Type switch
    {
        ProxyAuthenType.Textual or ProxyAuthenType.Pap => new PapCredentials(Name, Response),
        ProxyAuthenType.Chap when Response.Length == ChapMd5.ResponseLength && !Challenge.IsEmpty => new ChapMd5Credentials(Name, Id, Challenge, Response),
        _ => null,
    };

    public override string ToString() => $"{Type} of \"{Name}\"";
}
