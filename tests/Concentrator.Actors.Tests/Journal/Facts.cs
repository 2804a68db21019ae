using System.Net;
using Concentrator.Actors.Journal;
using Concentrator.Protocol.Ids;

namespace Concentrator.Actors.Tests.Journal;

/// <summary>One fact of each kind, all of tunnel 0x1234 (slot 18), and makers of many.</summary>
internal static class Facts
{
    public const int Slot = 0x12;

    private static readonly Endpoint Peer = Endpoint.From(IPEndPoint.Parse("192.0.2.1:1701"));
    private static readonly UdpPath Path = new(Endpoint.From(IPEndPoint.Parse("[2001:db8::1]:1701")), Peer);

    public static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    public static readonly TunnelId Tunnel = new(0x1234);

    public static readonly SessionId Session = new(77);

    public static readonly TunnelEstablished TunnelEstablished = new(Tunnel, Noon, new TunnelId(9), Path, "profile", "lac", Initiated: true);

    public static readonly SessionEstablished SessionEstablished =
        new(Tunnel, Session, Noon, new SessionId(8), "profile", "user", IPAddress.Parse("10.64.0.2"), CallingNumber: null);

    public static readonly SessionEnded SessionEnded = new(
        Tunnel, Session, Noon.AddMinutes(1), Noon, Noon.AddSeconds(2.5), Peer, "profile", "user", IPAddress.Parse("10.64.0.2"), "0123",
        new SessionTraffic(RxPackets: 1, RxBytes: 2, TxPackets: 3, TxBytes: 4), "peer", "1", "lost carrier");

    public static readonly AddressLeased AddressLeased = new(Noon, "pool", "user", IPAddress.Parse("10.64.0.2"));

    public static readonly PppoeSessionEnded PppoeSessionEnded = new(
        Noon.AddMinutes(1), Noon, "eth1", 5, "02:00:00:00:00:01", "joe@example.net", "node 1/1", "isp", Tunnel, new SessionTraffic(1, 2, 3, 4), "peer", "PADT");

    public static TunnelEnded TunnelEnded(int minute) =>
        new(new TunnelId((ushort)minute), Noon.AddMinutes(minute), Noon, Peer, "profile", "lac", "local", "1", "closed");

    public static SessionEnded SessionEndedAt(int second) => SessionEnded with { At = Noon.AddSeconds(second) };
}
