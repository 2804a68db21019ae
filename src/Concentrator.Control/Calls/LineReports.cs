using Concentrator.Control.Machines;
using Concentrator.Protocol.L2tp;
using static Concentrator.Control.Calls.CallEffect;
using static Concentrator.Control.Calls.CallState;
using static Concentrator.Control.Calls.CallSteps;

namespace Concentrator.Control.Calls;

/// <summary>
/// A LAC tells its LNS by WEN of errors on the line to the remote system: counts since the call is up, "no more than once every 60 seconds" (RFC 2661
/// section 6.13), and only when there are new ones.
/// </summary>
internal static class LineReports
{
    public static readonly StartTimer Timer = new(CallTimer.LineReport, TimeSpan.FromSeconds(60));

    public static Step<CallState, CallEffect> Report(Established call, CallErrors errors)
    {
        if (errors == call.Parameters.Errors.GetValueOrDefault())
            return Next(call, Timer);
        var reported = call.Parameters with { Errors = errors };
        return Next(new Established(reported), new Send(CallMessages.Wen(errors), reported.Peer), new NotifyChanged(reported), Timer);
    }
}
