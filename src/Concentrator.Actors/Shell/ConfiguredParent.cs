using Akka.Actor;

namespace Concentrator.Actors.Shell;

/// <summary>
/// Parent of what the configuration has by name, one child for each. One that fails is restarted; one that has stopped comes back, by its profile as it
/// is then, as long as the configuration has it. When their parent itself is restarted, so are they.
/// </summary>
internal abstract class ConfiguredParent<TProfile> : UntypedActor where TProfile : class
{
    private readonly Dictionary<string, IActorRef> _running = [];

    protected abstract IEnumerable<TProfile> Configured { get; }

    protected abstract string NameOf(TProfile profile);

    protected abstract Props PropsOf(TProfile profile);

    protected sealed override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(maxNrOfRetries: 10, withinTimeRange: TimeSpan.FromMinutes(1), _ => Directive.Restart);

    protected sealed override void PreRestart(Exception reason, object message)
    {
    }

    /// <summary>Akka restarts those that were not stopped, and they are watched as before. One that is ending is among them, and found out when it has stopped.</summary>
    protected sealed override void PostRestart(Exception reason)
    {
        foreach (var child in Context.GetChildren())
            _running[Uri.UnescapeDataString(child.Path.Name)] = child;
    }

    protected override void OnReceive(object message)
    {
        if (message is Stopped stopped)
        {
            if (_running.GetValueOrDefault(stopped.Name)?.Equals(stopped.Child) == true)
                _running.Remove(stopped.Name);
            StartMissing();
        }
        else
        {
            Unhandled(message);
        }
    }

    /// <summary>Null also for one that is ending.</summary>
    protected IActorRef? Find(string name) => _running.GetValueOrDefault(name);

    protected IEnumerable<string> Running => _running.Keys;

    /// <summary>Begins with those that are configured and not there; one of the same name that is ending is waited for.</summary>
    protected void StartMissing()
    {
        foreach (var profile in Configured)
        {
            var name = NameOf(profile);
            if (!Context.Child(Uri.EscapeDataString(name)).IsNobody())
                continue;
            var child = _running[name] = Context.ActorOf(PropsOf(profile), Uri.EscapeDataString(name));
            Context.WatchWith(child, new Stopped(name, child));
        }
    }

    /// <summary>The child, if there is one, stops when it has taken these messages.</summary>
    protected void End(string name, params object[] last)
    {
        if (!_running.Remove(name, out var child))
            return;
        foreach (var message in last)
            child.Tell(message);
        child.Tell(PoisonPill.Instance);
    }

    protected static void ForwardToAll(object message)
    {
        foreach (var child in Context.GetChildren())
            child.Forward(message);
    }

    private sealed record Stopped(string Name, IActorRef Child) : INoSerializationVerificationNeeded;
}
