using Akka.Actor;

namespace Concentrator.Actors.Shell;

/// <summary>
/// Props of actors of which there are very many: they are made without reflection, and share one deployment, where WithDeploy parses an empty
/// configuration for each. Once, for such are stopped and never restarted: what the actor was made of need not be kept beside it.
/// </summary>
internal sealed class PropsOfMany<TActor> : Props where TActor : ActorBase
{
    private Func<TActor>? _make;

    public PropsOfMany(Func<TActor> make) => (_make, Deploy) = (make, SmallMailbox.Deployment);

    public override ActorBase NewActor()
    {
        var made = (_make ?? throw new InvalidOperationException($"this {typeof(TActor).Name} was made already"))();
        _make = null;
        return made;
    }

    protected override Props Copy() => (Props)MemberwiseClone();
}
