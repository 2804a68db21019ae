using Akka.Actor;
using Akka.Event;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Logins;

namespace Concentrator.Actors.Logins;

/// <summary>What sessions ask of the node's table of who is logged in, which applies the profile's policy for duplicate logins.</summary>
public static class LoginCommands
{
    /// <summary>
    /// Says that a user has proved who they are; answered to <paramref name="Session"/> with <see cref="LoginEvents.LoginGranted"/> or
    /// <see cref="LoginEvents.LoginRefused"/>. Under the policy "replace" the older session is told
    /// <see cref="LoginEvents.LoginReplaced"/>. The login ends with the session, by whatever way that
    /// ends: the session's tunnel, which watches it anyway, tells <see cref="Release"/>.
    /// </summary>
    public sealed record Claim(IActorRef Session, Login Login, DuplicateLogins Policy);

    /// <summary>The session has stopped. Nothing happens if it is not logged in.</summary>
    public sealed record Release(IActorRef Session) : INoSerializationVerificationNeeded, IDeadLetterSuppression;
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
