using Akka.Actor;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Logins;

namespace Concentrator.Actors.Logins;

/// <summary>What sessions ask of the node's table of who is logged in, which applies the profile's policy for duplicate logins.</summary>
public static class LoginCommands
{
    /// <summary>
    /// Says that a user has proved who they are; answered to <paramref name="Session"/> with <see cref="LoginEvents.LoginGranted"/> or
    /// <see cref="LoginEvents.LoginRefused"/>. Under the policy "replace" the older session is told
    /// <see cref="LoginEvents.LoginReplaced"/>. The table watches the session: its end ends the login.
    /// </summary>
    public sealed record Claim(IActorRef Session, Login Login, DuplicateLogins Policy);
}

public static class LoginEvents
{
    public sealed record LoginGranted
    {
        public static readonly LoginGranted Instance = new();
    }

    public sealed record LoginRefused(string Reason);

    /// <summary>The same user has logged in again, and the policy lets the newer login win.</summary>
    public sealed record LoginReplaced(string Reason);
}
