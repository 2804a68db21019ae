using System.Net;
using Akka.Event;
using Concentrator.Actors.Pppd;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Ppp;
using Concentrator.Linux;
using Concentrator.Linux.Network;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Actors.Sessions.Engines;

/// <summary>
/// A call of a dialer by pppd, which makes the interface under our name before it says its first word. Once IPCP is agreed upon the interface is
/// brought up here, a moment before pppd does the same thing again: routes need it, and pppd does not say when it is through.
/// </summary>
internal sealed class PppdDialer(NodeRuntime runtime, DialerProfile profile, PppdCall call, DialerRoutes routes, IPppdNetworkHost host, ILoggingAdapter log)
    : IPppdNetwork
{
    private readonly IHostNetwork _network = runtime.DataPlane.Network;
    private readonly HashSet<NetworkFamily> _routed = [];

    public PppSide Subscriber => PppSide.Local;

    public string Interface => call.Interface;

    public void Prepare() => host.Prepared();

    public PppdLaunch Launch(string? callingNumber, string? calledNumber) => new(
        call with { User = profile.User, CallingNumber = callingNumber, CalledNumber = calledNumber },
        profile.User is null ? null : profile.Password, runtime.Configuration.Node.StateDirectory);

    public void Up(PppObservation ppp)
    {
        try
        {
            _network.SetLink(call.Interface, up: true);
            if (ppp.Ipcp.IsOpen && ppp.LocalAddress is { } local)
            {
                _network.AddAddress(call.Interface, DialerNetwork.AddressOf(local, ppp.PeerAddress ?? IPAddress.Any));
                if (_routed.Add(NetworkFamily.Ipv4))
                    routes.Add(call.Interface, NetworkFamily.Ipv4);
            }

            if (ppp.Ipv6cp.IsOpen && _routed.Add(NetworkFamily.Ipv6))
                routes.Add(call.Interface, NetworkFamily.Ipv6);
        }
        catch (LinuxException failure)
        {
            log.Error("the interface of pppd cannot be set up: {Failure}", failure.Message);
            host.Refused(new PppdEnd(new ResultCode(CdnResult.GeneralError, GeneralError.VendorSpecific, "interface"), failure.Message));
            return;
        }

        host.Ready();
    }

    public IPAddress? AddressOf(PppObservation ppp) => ppp.LocalAddress;

    public bool OnMessage(object message) => false;

    public void Stop() => routes.Remove();
}
