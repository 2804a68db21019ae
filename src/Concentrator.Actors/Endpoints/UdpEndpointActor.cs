using Akka.Actor;
using Akka.Event;
using Concentrator.Actors.Admission;
using Concentrator.Control.Policy;
using Concentrator.DataPlane.Ports;
using Concentrator.Linux;
using Concentrator.Linux.Udp;
using Concentrator.Protocol.Ids;

namespace Concentrator.Actors.Endpoints;

/// <summary>Owns one UDP port: opens it, with the loop that reads it, and closes it. A port that cannot be opened is tried again with back-off.</summary>
internal sealed class UdpEndpointActor(NodeRuntime runtime, AdmissionInbox admission, Endpoint listen) : UntypedActor, IWithTimers
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1), LongestDelay = TimeSpan.FromSeconds(30);

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private IUdpPort? _port;
    private TimeSpan _delay = FirstDelay;
    private string? _lastFailure;

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(NodeRuntime runtime, AdmissionInbox admission, Endpoint listen) =>
        Akka.Actor.Props.Create(() => new UdpEndpointActor(runtime, admission, listen));

    protected override void PreStart() => Open();

    protected override void OnReceive(object message)
    {
        if (message is OpenAgain)
            Open();
        else
            Unhandled(message);
    }

    protected override void PostStop()
    {
        if (_port is null)
            return;
        runtime.Ports.Remove(_port);
        _port.Dispose();
        _port = null;
    }

    private void Open()
    {
        try
        {
            _port = runtime.DataPlane.OpenUdp(Options(runtime.Configuration.Udp), new ControlRouter(runtime.Tunnels, admission));
        }
        catch (LinuxException failure)
        {
            // An address that is not there yet, of VRRP or of an interface that comes up late, is worth one line and not one for each attempt.
            if (_lastFailure != failure.Message)
                _log.Error("{Failure}; tried again until it opens", failure.Message);
            _lastFailure = failure.Message;
            Timers.StartSingleTimer(nameof(OpenAgain), OpenAgain.Instance, _delay);
            _delay = _delay * 2 < LongestDelay ? _delay * 2 : LongestDelay;
            return;
        }

        runtime.Ports.Add(_port);
        _log.Info("listening on {Local}, receive buffer {ReceiveBuffer} octets", _port.Local, _port.ReceiveBuffer);
        var udp = runtime.Configuration.Udp;
        if (_port.ReceiveBuffer < udp.ReceiveBuffer)
            _log.Warning("the kernel granted only {Granted} of {Asked} octets of receive buffer: raise net.core.rmem_max", _port.ReceiveBuffer, udp.ReceiveBuffer);
        if (_port.SendBuffer < udp.SendBuffer)
            _log.Warning("the kernel granted only {Granted} of {Asked} octets of send buffer: raise net.core.wmem_max", _port.SendBuffer, udp.SendBuffer);
    }

    private UdpPortOptions Options(UdpSettings udp) => new()
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

    private sealed class OpenAgain
    {
        public static readonly OpenAgain Instance = new();
    }
}
