using Akka.Actor;
using Concentrator.Control.Policy.Logins;

namespace Concentrator.Actors.Logins;

/// <summary>
/// /user/logins: who is logged in on this node. A login ends with its session. The table outlives an incarnation of the actor, so that a
/// restart logs nobody out.
/// </summary>
internal sealed class LoginsActor(LoginTable<IActorRef> table) : UntypedActor
{
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case LoginCommands.Claim claim:
                Claim(claim);
                break;
            case LoginCommands.Release release:
                table.Release(release.Session);
                break;
        }
    }

    private void Claim(LoginCommands.Claim claim)
    {
        var verdict = table.Claim(claim.Login, claim.Session, claim.Policy);
        foreach (var older in verdict.Replaced)
            older.Tell(new LoginEvents.LoginReplaced("the user has logged in again"));
        claim.Session.Tell(verdict.Granted ? LoginEvents.LoginGranted.Instance : new LoginEvents.LoginRefused("the user is logged in already"));
    }
}
