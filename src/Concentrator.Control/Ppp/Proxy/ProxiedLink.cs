using System.Collections.Immutable;
using Concentrator.Protocol.Buffers;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.Ppp;

namespace Concentrator.Control.Ppp;

/// <summary>What a LAC has settled with the peer before it placed the call, as its ICCN tells it (RFC 2661 section 4.4.5).</summary>
/// <param name="InitialReceived">The peer's first Configure-Request: its options.</param>
/// <param name="LastSent">The last Configure-Request that the LAC sent, and the peer acknowledged.</param>
/// <param name="LastReceived">The last that the peer sent, and the LAC acknowledged.</param>
/// <param name="Proof">How the peer proved itself; null: it did not, or the LAC does not say.</param>
public sealed record ProxiedLink(
    ImmutableArray<byte>? InitialReceived, ImmutableArray<byte>? LastSent, ImmutableArray<byte>? LastReceived, ProxiedProof? Proof)
{
    /// <summary>Whether the LAC tells what both sides agreed upon, in options that are some.</summary>
    internal bool IsTold => Read(LastSent) is not null && Read(LastReceived) is not null;

    internal ImmutableArray<PppOption> Sent => Read(LastSent) ?? [];

    internal ImmutableArray<PppOption> Received => Read(LastReceived) ?? [];

    /// <summary>We are the LAC: what the peer has agreed upon with us, and shown us. What no AVP can hold is not told.</summary>
    internal static ProxiedLink Of(PppState state) => new(
        Write(state.InitialRequest ?? []),
        Write(state.Lcp.Request),
        Write(state.Lcp.Granted),
        state.PeerProof is { Asked: { } credentials } proof ? ProxiedProof.Of(credentials, proof.Identifier) : null);

    internal static ImmutableArray<byte>? Write(ImmutableArray<PppOption> options) =>
        PppOptionList.Write(options) is { Length: <= Avp.MaxValueLength } octets ? [.. octets] : null;

    private static ImmutableArray<PppOption>? Read(ImmutableArray<byte>? octets) =>
        octets is { } data && PppOptionList.TryParse(data.AsSpan(), out var options) ? options : null;

    public override string ToString() => $"LCP {(IsTold ? "told" : "not told")}, {Proof?.ToString() ?? "no proof"}";
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

    /// <summary>Null for MS-CHAPv2, which has no code, and for a name that no AVP can hold: the LNS has to ask again.</summary>
    internal static ProxiedProof? Of(Credentials credentials, byte identifier) => credentials switch
    {
        _ when OctetText.Encode(credentials.User).Length > Avp.MaxValueLength => null,
        PapCredentials pap => new ProxiedProof(ProxyAuthenType.Pap, pap.User, identifier, [], pap.Password),
        ChapMd5Credentials md5 => new ProxiedProof(ProxyAuthenType.Chap, md5.User, md5.Identifier, md5.Challenge, md5.Response),
        _ => null,
    };

    public override string ToString() => $"{Type} of \"{Name}\"";
}
