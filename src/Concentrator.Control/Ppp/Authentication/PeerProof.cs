using System.Collections.Immutable;
using Concentrator.Protocol.Ppp;

namespace Concentrator.Control.Ppp;

/// <summary>How far the peer has come in proving itself to us.</summary>
/// <param name="Identifier">Of our last Challenge; of the peer's last PAP request.</param>
/// <param name="Challenge">Empty for PAP.</param>
/// <param name="Tries">Challenges sent without a Response.</param>
/// <param name="Asked">What the shell is judging.</param>
/// <param name="Verdict">The answer given, to be given again when the peer repeats itself.</param>
internal sealed record PeerProof(
    AuthMethod Method, byte Identifier, ImmutableArray<byte> Challenge, int Tries = 0, Credentials? Asked = null, Verdict? Verdict = null)
{
    /// <summary>Whether the peer waits for an answer, as it does unless it has shown its credentials before this LCP began.</summary>
    public bool IsAwaited { get; init; } = true;

    /// <summary>Stays true while a later Challenge is out.</summary>
    public bool IsDone { get; init; }

    /// <summary>The Response that was refused with leave to answer <see cref="Challenge"/>, which the Failure names; null: there is no such leave.</summary>
    public MsChapV2Credentials? Refused { get; init; }

    /// <summary>How it ends if the peer makes no use of that leave; null: it has none.</summary>
    public PppEnd? End => this is { Refused: { } refused, Verdict: { } verdict } ? Ended(refused, verdict) : null;

    public static PppEnd Ended(Credentials credentials, Verdict verdict) => new(PppEndReason.AuthenticationFailed, $"\"{credentials.User}\": {verdict.Reason}");

    /// <summary>
    /// The identifier is incremented on each retry (RFC 2759 section 9.1). From who leaves it as it was, a retry is what is not the refused Response again.
    /// </summary>
    public bool IsRetriedBy(byte identifier, ChapValue response) =>
        Refused is { } refused && (identifier == (byte)(refused.Identifier + 1) || (identifier == refused.Identifier && !IsAgain(refused, response)));

    private static bool IsAgain(MsChapV2Credentials refused, ChapValue response) =>
        MsChapV2Response.TryParse(response.Value, out var value) && value.NtResponse.AsSpan().SequenceEqual(refused.NtResponse.AsSpan());
}
