using System.Collections.Immutable;
using Concentrator.Control.Machines;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;
using static Concentrator.Control.Calls.CallEffect;
using static Concentrator.Control.Calls.CallState;
using static Concentrator.Control.Calls.CallSteps;

namespace Concentrator.Control.Calls;

/// <summary>
/// News of the caller of an established call, which the LAC that brought it told us and the LNS that it went on to is told in turn: how fast it is
/// connected now (CSUN, RFC 5515 section 4.1), and a modem on hold (MDMST, RFC 3573 section 3.1). Each only to an LNS that it was announced to, or that
/// has said that it takes it. Errors on its line wait for their time (<see cref="LineReports"/>).
/// </summary>
internal static class CallerNews
{
    public static Step<CallState, CallEffect> PassOn(Established call, CallParameters caller, in CallContext context)
    {
        var known = call.Parameters;
        var messages = ImmutableArray.CreateBuilder<CallEffect>();
        var (tx, rx) = Speeds(caller.Connection);
        if (known.Request.SpeedUpdates && (tx, rx) != Speeds(known.Connection))
        {
            known = known with { Connection = known.Connection with { TxSpeed = tx, RxSpeed = rx } };
            messages.Add(new Send(new Csun([AvpCatalog.ConnectSpeedUpdate.Of(new ConnectSpeedUpdate(known.Peer, tx, rx))]), Peer: default));
        }

        if (context.Peer is { TakesModemStatus: true } && caller.Modem is { } modem && modem != known.Modem.GetValueOrDefault())
        {
            known = known with { Modem = modem };
            messages.Add(new Send(new Mdmst([AvpCatalog.ModemOnHoldStatus.Of(modem)]), known.Peer));
        }

        return messages.Count == 0 ? Next(call) : Next(new Established(known), [.. messages, new NotifyChanged(known)]);
    }

    private static (uint Tx, uint Rx) Speeds(CallConnection connection) => (connection.TxSpeed, connection.RxSpeed ?? connection.TxSpeed);
}
