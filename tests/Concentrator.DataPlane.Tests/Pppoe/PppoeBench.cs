using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Paths;
using Concentrator.DataPlane.Ports;
using Concentrator.Linux.Ethernet;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.Pppoe;
using Xunit;

namespace Concentrator.DataPlane.Tests.Pppoe;

/// <summary>A <see cref="Bench"/> with a cable that has a host at one end and this node at the other, beside the tunnel.</summary>
internal sealed class PppoeBench : Bench
{
    public const int Jumbo = 1508;

    public static readonly PppoeSessionId Id = new(0x1234);
    public static readonly byte[] Echo = Hex("c021 0901 0008 00000000");
    public static readonly byte[] Ip = Hex("0021 4500 0014 0000 0000 4000 0000 0a000001 0a000002");

    public PppoeBench()
    {
        Namespace.Execute("ip", "link", "add", "ac0", "mtu", $"{Jumbo}", "type", "veth", "peer", "name", "host0", "mtu", "9000");
        Namespace.Network.SetLink("ac0", up: true);
        Namespace.Network.SetLink("host0", up: true);
        // The kernel drops what is sent before it has noticed that the other end is up.
        Eventually(() => Namespace.Execute("ip", "-br", "link", "show", "up").Split("UP ").Length > 2);
        PppoePort = Namespace.Run(() => Plane.OpenPppoe(new PppoePortOptions("ac0"), Discovered));
        Host = Namespace.Run(() => new PacketSocket("host0", PppoeHeader.SessionStage, 1 << 20));
        HostDiscovery = Namespace.Run(() => new PacketSocket("host0", PppoeHeader.DiscoveryStage, 1 << 20));
        HostAddress = new MacAddress(Host.Station);
        PppoePath = PppoePort.InstallSession(Id, HostAddress, PppoeSink, queueLimit: 4);
    }

    public IPppoePort PppoePort { get; }

    public DiscoveryRecorder Discovered { get; } = new();

    /// <summary>The host's session <see cref="Id"/>.</summary>
    public IPppoePath PppoePath { get; }

    public PppRecorder PppoeSink { get; } = new();

    public PacketSocket Host { get; }

    public PacketSocket HostDiscovery { get; }

    public MacAddress HostAddress { get; }

    public static byte[] Hex(string text) => Convert.FromHexString(text.Replace(" ", ""));

    public static byte[] Packet(byte[] frame, PppoeSessionId? id = null, PppoeCode code = PppoeCode.Session)
    {
        var packet = new byte[PppoeHeader.Size + frame.Length];
        new PppoeHeader(code, id ?? Id, frame.Length).Write(packet);
        frame.CopyTo(packet, PppoeHeader.Size);
        return packet;
    }

    public void FromHost(byte[] packet) => Assert.Equal(0, Host.Send(Host.To(PppoePort.Address.Value), packet));

    /// <summary>The next session packet that reaches the host.</summary>
    public byte[] AtHost(PacketSocket? socket = null)
    {
        var batch = new FrameReceiveBatch(9216, 0);
        byte[]? packet = null;
        Eventually(() =>
        {
            // Of a batch only the first is looked at, so each test sends one at a time.
            if (packet is null && batch.Receive(socket ?? Host) > 0)
                packet = batch.Frame(0).ToArray();
            return packet is not null;
        });
        return packet!;
    }

    public void AssertDropped(DropReason reason, Action act)
    {
        var before = Drops(reason);
        act();
        Eventually(() => Drops(reason) == before + 1);
    }

    /// <summary>A session of the tunnel whose frames are those of the host's.</summary>
    public ISessionPath Tie()
    {
        var session = Install();
        session.AttachPppoe(PppoePath);
        return session;
    }

    public override void Dispose()
    {
        PppoePort.Dispose();
        Host.Dispose();
        HostDiscovery.Dispose();
        base.Dispose();
    }
}
