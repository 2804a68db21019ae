namespace Concentrator.Control.Ppp;

/// <summary>Judges credentials by the user's secret.</summary>
public static class CredentialVerifier
{
    /// <summary>Compares in a time that does not depend on where the difference lies.</summary>
    /// <param name="secret">The user's password; null: no such user, which takes as long and tells the peer the same as a wrong password.</param>
    public static Verdict Verify(Credentials credentials, string? secret) => Refuse(credentials, "not yet");

    /// <summary>A refusal in the words that the method prescribes, also for reasons other than the secret.</summary>
    public static Verdict Refuse(Credentials credentials, string reason) => new(false, reason, reason);
}
