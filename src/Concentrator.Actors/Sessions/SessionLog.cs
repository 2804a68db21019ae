using Akka.Actor;
using Akka.Event;
using Concentrator.Actors.Shell;
using Concentrator.Protocol.Ids;

namespace Concentrator.Actors.Sessions;

/// <summary>Each line names the tunnel and the session.</summary>
internal sealed class SessionLog(IActorContext context, SessionKey key) : LazyLog(context.System.EventStream)
{
    protected override ILoggingAdapter Make() =>
        context.GetLogger().WithContext("Tunnel", key.Tunnel.Value).WithContext("Session", key.Session.Value);
}
