using Akka.Event;
using Concentrator.Control.Machines;
using Concentrator.Control.Tunnels;

namespace Concentrator.Actors.Tunnels;

/// <summary>Runs the <see cref="TunnelMachine"/> of a tunnel.</summary>
internal sealed class TunnelDriver(TunnelActor tunnel, ILoggingAdapter log) : MachineDriver<TunnelState, TunnelEvent, TunnelEffect>(TunnelState.Idle.Instance)
{
    protected override Step<TunnelState, TunnelEffect> On(TunnelState state, TunnelEvent @event) => TunnelMachine.On(state, @event, tunnel.TunnelContext);

    protected override void Run(TunnelEffect effect) => tunnel.Run(effect);

    protected override TunnelEvent Failed(Exception failure)
    {
        log.Error(failure, "the tunnel failed in state {State}", State);
        return new TunnelEvent.InternalError(failure.Message);
    }
}
