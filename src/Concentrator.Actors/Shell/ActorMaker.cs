using Akka.Actor;

namespace Concentrator.Actors.Shell;

/// <summary>Makes actors without reflection, of a kind of which there are very many.</summary>
internal sealed class ActorMaker<TActor>(Func<TActor> make) : IIndirectActorProducer where TActor : ActorBase
{
    public Type ActorType => typeof(TActor);

    public ActorBase Produce() => make();

    public void Release(ActorBase actor)
    {
    }
}
