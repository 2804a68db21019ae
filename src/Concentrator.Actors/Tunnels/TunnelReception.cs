using Akka.Event;
using Concentrator.Control.Policy.Secrets;
using Concentrator.Control.Tunnels;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;

namespace Concentrator.Actors.Tunnels;

/// <summary>Control messages of the peer, in order: who of the tunnel's machine and its calls gets each.</summary>
/// <param name="isClosing">Whether the tunnel only waits for its calls to end.</param>
internal sealed class TunnelReception(TunnelCalls calls, Secret secret, TunnelDriver machine, Func<bool> isClosing, ILoggingAdapter log)
{
    public void Deliver(ControlDatagram datagram)
    {
        if (!datagram.TryDecode(secret.Octets, out var message, out var error))
        {
            Reject(datagram, error);
            return;
        }

        log.Debug("received {Message}", message);
        switch (message)
        {
            case Icrq or Ocrq when machine.State is not TunnelState.Established:
                log.Debug("{Message} ignored: the tunnel is {State}", message, machine.State);
                break;
            case Icrq icrq when isClosing():
                calls.Refuse(icrq.AssignedSessionId, TunnelCalls.Closing);
                break;
            case Ocrq ocrq when isClosing():
                calls.Refuse(ocrq.AssignedSessionId, TunnelCalls.Closing);
                break;
            case Icrq icrq:
                calls.Accept(icrq);
                break;
            case Ocrq ocrq:
                calls.Place(ocrq);
                break;
            case Cdn or Icrp or Iccn or Ocrp or Occn or Wen or Sli or Mdmst:
                calls.Deliver(datagram, message);
                break;
            case Csun csun:
                calls.Deliver(csun);
                break;
            case Csurq question:
                calls.Answer(question);
                break;
            default:
                machine.Raise(new TunnelEvent.ControlReceived(message));
                break;
        }
    }

    /// <summary>A message that cannot be understood ends the call that it is about, or else the tunnel (RFC 2661 section 7.1).</summary>
    private void Reject(ControlDatagram datagram, ProtocolError error)
    {
        log.Info("{Datagram} is not valid: {Error}", datagram, error);
        if (error.Answer is ProtocolErrorAnswer.Discard or ProtocolErrorAnswer.Ignore)
            return;
        if (error.Answer is ProtocolErrorAnswer.ClearTunnel || !calls.Reject(datagram, error))
            machine.Raise(new TunnelEvent.MessageRejected(error));
    }
}
