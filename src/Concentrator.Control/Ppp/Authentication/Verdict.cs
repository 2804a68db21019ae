namespace Concentrator.Control.Ppp;

/// <summary>Whether credentials were good.</summary>
/// <param name="Message">Goes to the peer in the answer; for MS-CHAPv2 with its prescribed head ("S=…" or "E=…", RFC 2759 sections 5 and
/// 6).</param>
/// <param name="Reason">For our own records, never sent.</param>
/// <param name="MayRetry">Refused for the secret alone: another one may be accepted.</param>
public sealed record Verdict(bool IsAccepted, string Message = "", string Reason = "", bool MayRetry = false)
{
    public override string ToString() => IsAccepted ? "accepted" : $"refused: {Reason}";
}
