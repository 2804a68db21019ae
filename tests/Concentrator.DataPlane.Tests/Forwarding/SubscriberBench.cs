using System.Net;
using System.Net.Sockets;
using Concentrator.DataPlane.Paths;
using Concentrator.DataPlane.Ports;
using Concentrator.Linux.Network;

namespace Concentrator.DataPlane.Tests.Forwarding;

/// <summary>A <see cref="Bench"/> with a TUN device between the node's hosts and a subscriber behind the peer, who has an address of each family.</summary>
internal sealed class SubscriberBench : Bench
{
    public const string Node = "10.64.0.1", Subscriber = "10.64.0.9", Node6 = "fd64::1", Subscriber6 = "fd64:0:0:9::9";

    public static SubscriberAddresses Addresses => SubscriberAddresses.Of(IPNetwork.Parse($"{Subscriber}/32"), IPNetwork.Parse("fd64:0:0:9::/64"));

    /// <summary>A session on a new device.</summary>
    public ITunPort AttachSubscriber(out ISessionPath session, PppLinkOptions? link = null, SessionPathOptions? options = null)
    {
        var tun = OpenDevice();
        session = Attach(tun, link, options);
        return tun;
    }

    /// <summary>With the node's addresses.</summary>
    public ITunPort OpenDevice()
    {
        var tun = OpenTun();
        Namespace.AddAddress(tun.Name, new LinkAddress(IPAddress.Parse(Node), 24));
        Namespace.AddAddress(tun.Name, new LinkAddress(IPAddress.Parse(Node6), 32));
        return tun;
    }

    public ISessionPath Attach(ITunPort tun, PppLinkOptions? link = null, SessionPathOptions? options = null)
    {
        var session = Install(options);
        session.AttachTun(tun, Addresses, link ?? new());
        return session;
    }

    /// <summary>A host of the node's side, who sends and receives UDP.</summary>
    public Socket OpenHost(int port = 0) => OpenSocket(new IPEndPoint(IPAddress.Parse(Node), port));

    public void SendToSubscriber(byte[] payload)
    {
        using var host = OpenHost();
        host.SendTo(payload, IPEndPoint.Parse($"{Subscriber}:9"));
    }
}
