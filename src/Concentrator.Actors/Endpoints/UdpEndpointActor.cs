using Akka.Actor;
using Akka.Event;
using Concentrator.Actors.Admission;
using Concentrator.Control.Policy;
using Concentrator.DataPlane.Ports;
using Concentrator.Linux.Udp;
using Concentrator.Protocol.Ids;

namespace Concentrator.Actors.Endpoints;

/// <summary>Owns one UDP port: opens it, with the loop that reads it, and closes it. A port that cannot be opened is tried again with back-off.</summary>
internal sealed class UdpEndpointActor(NodeRuntime runtime, AdmissionInbox admission, Endpoint listen) : UntypedActor
{
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private IUdpPort? _port;

    public static Props Props(NodeRuntime runtime, AdmissionInbox admission, Endpoint listen) =>
        Akka.Actor.Props.Create(() => new UdpEndpointActor(runtime, admission, listen));

    protected override void PreStart()
    {
        var udp = runtime.Configuration.Udp;
        var options = new UdpPortOptions
        {
            Listen = listen.ToIPEndPoint(),
            Df = udp.DontFragment switch
            {
                DontFragment.Always => DfPolicy.Set,
                DontFragment.Discover => DfPolicy.PathMtu,
                _ => DfPolicy.Clear,
            },
            Dscp = udp.Dscp,
            ReceiveBuffer = udp.ReceiveBuffer,
            SendBuffer = udp.SendBuffer,
        };
        _port = runtime.DataPlane.OpenUdp(options, new ControlRouter(runtime.Tunnels, admission));
        runtime.Ports.Add(_port);
        _log.Info("listening on {Local}, receive buffer {ReceiveBuffer} octets", _port.Local, _port.ReceiveBuffer);
        if (_port.ReceiveBuffer < udp.ReceiveBuffer)
            _log.Warning("the kernel granted only {Granted} of {Asked} octets of receive buffer: raise net.core.rmem_max", _port.ReceiveBuffer, udp.ReceiveBuffer);
        if (_port.SendBuffer < udp.SendBuffer)
            _log.Warning("the kernel granted only {Granted} of {Asked} octets of send buffer: raise net.core.wmem_max", _port.SendBuffer, udp.SendBuffer);
    }

    protected override void OnReceive(object message) => Unhandled(message);

    protected override void PostStop()
    {
        if (_port is null)
            return;
        runtime.Ports.Remove(_port);
        _port.Dispose();
        _port = null;
    }
}
