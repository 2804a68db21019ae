using System.Collections.Immutable;
using Concentrator.Protocol.Ppp;

namespace Concentrator.Control.Ppp;

/// <summary>
/// What a peer presented to prove who it is: all that a verifier needs beside the user's secret. Never prints more than the name.
/// </summary>
/// <param name="User">The name that the peer gave itself.</param>
public abstract record Credentials(AuthMethod Method, string User)
{
    public sealed override string ToString() => $"{Method} of \"{User}\"";
}

/// <summary>PAP Peer-ID and Password (RFC 1334 section 2.2.1).</summary>
public sealed record PapCredentials(string User, ImmutableArray<byte> Password) : Credentials(AuthMethod.Pap, User);

/// <summary>A CHAP Response with what it answers (RFC 1994 section 4.1).</summary>
public sealed record ChapMd5Credentials(string User, byte Identifier, ImmutableArray<byte> Challenge, ImmutableArray<byte> Response)
    : Credentials(AuthMethod.ChapMd5, User);

/// <summary>An MS-CHAPv2 Response with what it answers (RFC 2759 section 4).</summary>
public sealed record MsChapV2Credentials(
    string User, byte Identifier, ImmutableArray<byte> AuthenticatorChallenge, ImmutableArray<byte> PeerChallenge,
    ImmutableArray<byte> NtResponse, byte Flags)
    : Credentials(AuthMethod.MsChapV2, User);
