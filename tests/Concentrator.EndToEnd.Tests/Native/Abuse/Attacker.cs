using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Concentrator.EndToEnd.Tests.NetworkNamespaces;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;

namespace Concentrator.EndToEnd.Tests.Native.Abuse;

/// <summary>A host that sends what it likes to an LNS, from any source port. It can also be polite for as long as it takes to get a tunnel or a call.</summary>
internal sealed class Attacker : IDisposable
{
    private const int UdpHeader = 8;
    private const ushort LnsPort = 1701;
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(30);

    private readonly IPEndPoint _lns;
    private readonly Socket _raw;
    private readonly UdpClient _polite;
    private readonly byte[] _datagram = new byte[UdpHeader + 2048];

    private Attacker(IPEndPoint lns, Socket raw, UdpClient polite)
    {
        (_lns, _raw, _polite) = (lns, raw, polite);
        PolitePort = (ushort)((IPEndPoint)polite.Client.LocalEndPoint!).Port;
    }

    /// <summary>The port from which tunnels are opened: what is sent from it comes from their peer.</summary>
    public ushort PolitePort { get; }

    /// <summary>Datagrams that were sent to open tunnels and calls, beside all floods.</summary>
    public long Polite { get; private set; }

    public static Task<Attacker> StartAsync(NamespaceHost host, IPAddress lns) => host.Inside(() =>
    {
        var polite = new UdpClient(new IPEndPoint(IPAddress.Any, 0));
        polite.Client.ReceiveTimeout = (int)AnswerLimit.TotalMilliseconds;
        return new Attacker(new IPEndPoint(lns, LnsPort), new Socket(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Udp), polite);
    });

    /// <summary>Sends at an even rate until so many have gone and <paramref name="until"/> has ended. Gives how many there were.</summary>
    /// <param name="next">Writes the datagram with this number, and gives its length and source port.</param>
    public long Flood(int count, int perSecond, Task until, Func<int, Memory<byte>, (int Length, ushort Port)> next)
    {
        const int Burst = 64;
        var clock = Stopwatch.StartNew();
        var sent = 0;
        for (; sent < count || !until.IsCompleted; sent++)
        {
            if (sent % Burst == 0)
                SpinWait.SpinUntil(() => clock.Elapsed.TotalSeconds * perSecond >= sent);
            var (length, port) = next(sent, _datagram.AsMemory(UdpHeader));
            Send(length, port);
        }

        return sent;
    }

    public void Dispose()
    {
        _raw.Dispose();
        _polite.Dispose();
    }

    /// <summary>Opens a tunnel as far as the SCCRP, or wholly. Gives the LNS's tunnel id.</summary>
    public TunnelId OpenTunnel(ushort id, bool wholly)
    {
        Say(Sccrq(id), TunnelId.Unassigned, ns: 0, nr: 0);
        var tunnel = new TunnelId(Answer<Sccrp>().Get(AvpCatalog.AssignedTunnelId));
        if (wholly)
            Say(new Scccn([]), tunnel, ns: 1, nr: 1);
        return tunnel;
    }

    /// <summary>Opens a call on a tunnel that is open wholly. Gives the LNS's session id.</summary>
    public SessionId OpenCall(TunnelId tunnel, ushort id)
    {
        Say(Icrq(id), tunnel, ns: 2, nr: 1);
        var session = new SessionId(Answer<Icrp>().Get(AvpCatalog.AssignedSessionId));
        Say(new Iccn([AvpCatalog.TxConnectSpeed.Of(1_000_000u), AvpCatalog.FramingType.Of(FramingTypes.Synchronous)]), tunnel, ns: 3, nr: 2, session);
        return session;
    }

    public static Sccrq Sccrq(ushort id, string hostName = "attacker") => new(
    [
        AvpCatalog.ProtocolVersion.Of(ProtocolVersion.Rfc2661),
        AvpCatalog.HostName.Of(hostName),
        AvpCatalog.FramingCapabilities.Of(FramingTypes.Synchronous),
        AvpCatalog.AssignedTunnelId.Of(id),
        AvpCatalog.ReceiveWindowSize.Of(16),
    ]);

    public static Icrq Icrq(ushort id) => new([AvpCatalog.AssignedSessionId.Of(id), AvpCatalog.CallSerialNumber.Of(id)]);

    public static byte[] Encode(ControlMessage message, TunnelId tunnel, ushort ns, ushort nr, SessionId session = default)
    {
        var output = new ArrayBufferWriter<byte>();
        ControlEncoder.Write(output, message, tunnel, session, new SequenceNumber(ns), new SequenceNumber(nr));
        return output.WrittenSpan.ToArray();
    }

    private void Say(ControlMessage message, TunnelId tunnel, ushort ns, ushort nr, SessionId session = default)
    {
        _polite.Send(Encode(message, tunnel, ns, nr, session), _lns);
        Polite++;
    }

    /// <summary>The next message of this type; acknowledgements and PPP on earlier calls are passed over.</summary>
    private T Answer<T>()
        where T : ControlMessage
    {
        while (true)
        {
            IPEndPoint? from = null;
            if (ControlDatagram.TryParse(_polite.Receive(ref from), out var datagram, out _) && datagram.TryDecode([], out var message, out _) && message is T answer)
                return answer;
        }
    }

    /// <summary>UDP without a checksum, which IPv4 allows (RFC 768).</summary>
    private void Send(int length, ushort port)
    {
        var header = _datagram.AsSpan(0, UdpHeader);
        BinaryPrimitives.WriteUInt16BigEndian(header, port);
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], LnsPort);
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], (ushort)(UdpHeader + length));
        header[6..].Clear();
        _raw.SendTo(_datagram.AsSpan(0, UdpHeader + length), _lns);
    }
}
