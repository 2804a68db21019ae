using Akka.Actor;
using Akka.Hosting;
using Concentrator.Control.Policy.Logins;

namespace Concentrator.Actors.Logins;

/// <summary>Key of /user/logins in the <see cref="ActorRegistry"/>.</summary>
public sealed class LoginsKey;

public static class LoginRegistration
{
    /// <summary>Starts /user/logins.</summary>
    public static AkkaConfigurationBuilder AddLogins(this AkkaConfigurationBuilder builder) => builder.WithActors((system, registry) =>
    {
        var table = new LoginTable<IActorRef>();
        registry.Register<LoginsKey>(system.ActorOf(Props.Create(() => new LoginsActor(table)), "logins"));
    });
}
