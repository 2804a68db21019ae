using Akka.Actor;

namespace Concentrator.Actors.Tunnels;

/// <summary>The actors that tunnels and sessions turn to.</summary>
/// <param name="Pools">Understands <see cref="Pools.PoolCommands"/> by pool name.</param>
/// <param name="Targets">Understands <see cref="Targets.TargetCommands"/>.</param>
internal sealed record TunnelServices(IActorRef Admission, IActorRef Targets, IActorRef Pools, IActorRef Logins, IActorRef Journal);
