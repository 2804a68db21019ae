using Akka.Actor;

namespace Concentrator.Actors.Shell;

/// <summary>
/// Makes an actor without reflection, of a kind of which there are very many. Once, for such are stopped and never restarted: what the actor was made of
/// need not be kept beside it.
/// </summary>
internal sealed class ActorMaker<TActor>(Func<TActor> make) : IIndirectActorProducer where TActor : ActorBase
{
    private Func<TActor>? _make = make;

    public Type ActorType => typeof(TActor);

    public ActorBase Produce()
    {
        var made = (_make ?? throw new InvalidOperationException($"this {ActorType.Name} was made already"))();
        _make = null;
        return made;
    }

    public void Release(ActorBase actor)
    {
    }
}
