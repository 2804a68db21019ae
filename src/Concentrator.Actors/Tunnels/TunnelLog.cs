using Akka.Actor;
using Akka.Event;
using Concentrator.Actors.Shell;
using Concentrator.Protocol.Ids;

namespace Concentrator.Actors.Tunnels;

/// <summary>Each line names the tunnel and the peer.</summary>
internal sealed class TunnelLog(IActorContext context, TunnelId tunnel, UdpPath path) : LazyLog(context.System.EventStream)
{
    protected override ILoggingAdapter Make() => context.GetLogger().WithContext("Tunnel", tunnel.Value).WithContext("Peer", path.Peer.ToString());
}
