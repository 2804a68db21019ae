using System.Net;
using System.Net.Sockets;
using Concentrator.EndToEnd.Tests.NetworkNamespaces;

namespace Concentrator.EndToEnd.Tests.Native;

/// <summary>
/// Stands between a LAC and an LNS like a NAT: takes datagrams on one address, sends them on from another, and answers the same way back. It can lose and
/// reorder what passes, by a seeded chance, and change the port that the LNS sees.
/// </summary>
internal sealed class LossyRelay : IDisposable
{
    private static readonly TimeSpan HoldBack = TimeSpan.FromMilliseconds(30);

    private readonly NamespaceHost _host;
    private readonly UdpClient _inner;
    private readonly IPEndPoint _lns;
    private readonly IPAddress _outerAddress;
    private readonly Random _chance = new(2661);
    private UdpClient _outer;
    private IPEndPoint? _lac;

    private LossyRelay(NamespaceHost host, UdpClient inner, UdpClient outer, IPEndPoint lns, IPAddress outerAddress) =>
        (_host, _inner, _outer, _lns, _outerAddress) = (host, inner, outer, lns, outerAddress);

    /// <summary>Part of the datagrams that are lost in either direction, 0 to 1.</summary>
    public double Loss { get; set; }

    /// <summary>Part of those that are not lost but held back, so that later ones overtake them, 0 to 1.</summary>
    public double Reordering { get; set; }

    /// <summary>The port that the LNS sees.</summary>
    public int OuterPort => ((IPEndPoint)_outer.Client.LocalEndPoint!).Port;

    public static async Task<LossyRelay> StartAsync(NamespaceHost host, IPAddress inner, IPAddress outer, IPAddress lns)
    {
        var relay = new LossyRelay(host, await BindAsync(host, inner, 1701), await BindAsync(host, outer, 0), new IPEndPoint(lns, 1701), outer);
        _ = relay.ForwardAsync(relay._inner);
        _ = relay.ForwardAsync(relay._outer);
        return relay;
    }

    /// <summary>From now on the LNS sees another port, as when a NAT has forgotten what it had.</summary>
    public async Task RebindAsync()
    {
        var old = _outer;
        _outer = await BindAsync(_host, _outerAddress, 0);
        _ = ForwardAsync(_outer);
        old.Dispose();
    }

    public void Dispose()
    {
        _inner.Dispose();
        _outer.Dispose();
    }

    private static Task<UdpClient> BindAsync(NamespaceHost host, IPAddress address, int port) => host.Inside(() => new UdpClient(new IPEndPoint(address, port)));

    private async Task ForwardAsync(UdpClient from)
    {
        try
        {
            while (true)
            {
                var datagram = await from.ReceiveAsync();
                if (from == _inner)
                    _lac = datagram.RemoteEndPoint;
                var (lost, late) = Throw();
                if (!lost)
                    _ = SendAsync(datagram.Buffer, towardsLns: from == _inner, late);
            }
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
            // Disposed: the end of every relay.
        }
    }

    private (bool Lost, bool Late) Throw()
    {
        lock (_chance)
            return (_chance.NextDouble() < Loss, _chance.NextDouble() < Reordering);
    }

    private async Task SendAsync(byte[] datagram, bool towardsLns, bool late)
    {
        if (late)
            await Task.Delay(HoldBack);
        try
        {
            if (towardsLns)
                await _outer.SendAsync(datagram, _lns);
            else if (_lac is { } lac)
                await _inner.SendAsync(datagram, lac);
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
            // A socket that was just replaced; the datagram is lost, as it may be.
        }
    }
}
