using Akka.Event;
using Concentrator.Control.Calls;
using Concentrator.Control.Machines;

namespace Concentrator.Actors.Sessions;

/// <summary>Runs the <see cref="CallMachine"/> of a session.</summary>
internal sealed class CallDriver(SessionActor session, ILoggingAdapter log) : MachineDriver<CallState, CallEvent, CallEffect>(CallState.Idle.Instance)
{
    protected override Step<CallState, CallEffect> On(CallState state, CallEvent @event) => CallMachine.On(state, @event, session.CallContext);

    protected override void Run(CallEffect effect) => session.Run(effect);

    protected override CallEvent Failed(Exception failure)
    {
        log.Error(failure, "the call failed in state {State}", State);
        return new CallEvent.InternalError(failure.Message);
    }
}
