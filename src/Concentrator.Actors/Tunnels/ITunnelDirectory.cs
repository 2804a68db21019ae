using Akka.Actor;
using Concentrator.Protocol.Ids;

namespace Concentrator.Actors.Tunnels;

/// <summary>The tunnels of this node by their local ids, to be read from any thread.</summary>
public interface ITunnelDirectory
{
    /// <summary>The actor of a tunnel; null when no tunnel has this id.</summary>
    IActorRef? Find(TunnelId tunnel);
}
