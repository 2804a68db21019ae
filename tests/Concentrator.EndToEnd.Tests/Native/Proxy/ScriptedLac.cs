using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Concentrator.Control.Ppp;
using Concentrator.EndToEnd.Tests.NetworkNamespaces;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;
using Concentrator.Protocol.Ppp;

namespace Concentrator.EndToEnd.Tests.Native.Proxy;

/// <summary>
/// A LAC with one subscriber: it speaks LCP with it and takes its credentials, and only then calls the LNS and lets the two speak. Its messages are
/// written down here, AVP by AVP, as the RFC has them.
/// </summary>
internal sealed class ScriptedLac : IDisposable
{
    private const ushort Tunnel = 11, Session = 22, LnsPort = 1701;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30), Restart = TimeSpan.FromMilliseconds(500);

    private readonly byte[] _secret;
    private readonly UdpClient _udp;
    private readonly Queue<Action> _frames = new();
    private readonly PppEndpoint _front;
    private SequenceNumber _ns, _nr;
    private TunnelId _tunnel;
    private SessionId _session;
    private bool _isConnected;

    private ScriptedLac(UdpClient udp, string secret, PppSettings front, string password)
    {
        (_udp, _secret) = (udp, Encoding.UTF8.GetBytes(secret));
        Subscriber = new PppEndpoint(
            new PppSettings { Role = PppRole.Client, Login = new PppLogin("alice", password), Mru = 1300, EchoInterval = TimeSpan.Zero, RestartTimeout = Restart, MaxConfigure = 60 }, FromSubscriber);
        _front = new PppEndpoint(
            front with { HandsOver = true, EchoInterval = TimeSpan.Zero }, (protocol, packet) => _frames.Enqueue(() => Subscriber.Receive(protocol, packet)));
    }

    /// <summary>The LAC's UDP port, by which a capture tells its calls from others'.</summary>
    public int Port => ((IPEndPoint)_udp.Client.LocalEndPoint!).Port;

    public PppEndpoint Subscriber { get; }

    /// <summary>What the LNS has sent the subscriber, in words.</summary>
    public List<string> Received { get; } = [];

    public static Task<ScriptedLac> StartAsync(NamespaceHost host, string lns, string secret, PppSettings front, string password) => host.Inside(() =>
    {
        var udp = new UdpClient(new IPEndPoint(IPAddress.Any, 0));
        udp.Client.ReceiveTimeout = (int)Limit.TotalMilliseconds;
        udp.Connect(lns, LnsPort);
        return new ScriptedLac(udp, secret, front, password);
    });

    public void Dispose() => _udp.Dispose();

    /// <summary>From the subscriber's first Configure-Request until it has an IPv4 address, or has been turned away.</summary>
    /// <param name="hostName">Chooses the LNS's profile.</param>
    public void Call(string hostName)
    {
        _front.Start();
        Subscriber.Start();
        Carry();
        var link = _front.HandedOver ?? throw new InvalidOperationException("the subscriber was not handed over");

        Say(new Sccrq(
        [
            AvpCatalog.ProtocolVersion.Of(ProtocolVersion.Rfc2661), AvpCatalog.HostName.Of(hostName),
            AvpCatalog.FramingCapabilities.Of(FramingTypes.Synchronous), AvpCatalog.AssignedTunnelId.Of(Tunnel),
        ]));
        _tunnel = Await<Sccrp>().AssignedTunnelId;
        Say(new Scccn([]));
        Say(new Icrq([AvpCatalog.AssignedSessionId.Of(Session), AvpCatalog.CallSerialNumber.Of(1)]));
        _session = Await<Icrp>().AssignedSessionId;
        Say(new Iccn(
        [
            AvpCatalog.TxConnectSpeed.Of(1_000_000), AvpCatalog.FramingType.Of(FramingTypes.Synchronous),
            AvpCatalog.InitialReceivedLcpConfReq.Of(link.InitialReceived!.Value), AvpCatalog.LastSentLcpConfReq.Of(link.LastSent!.Value),
            AvpCatalog.LastReceivedLcpConfReq.Of(link.LastReceived!.Value), .. Proof(link.Proof),
        ]));
        _isConnected = true;
        while (Subscriber.State is { Ipv4: null, End: null })
        {
            if (_udp.Client.Poll(Restart, SelectMode.SelectRead))
                Receive();
            Subscriber.RunTimers();
        }
    }

    private static Avp[] Proof(ProxiedProof? proof) => proof switch
    {
        null => [AvpCatalog.ProxyAuthenType.Of(ProxyAuthenType.None)],
        { Type: ProxyAuthenType.Chap } =>
        [
            AvpCatalog.ProxyAuthenType.Of(ProxyAuthenType.Chap), AvpCatalog.ProxyAuthenName.Of(proof.Name), AvpCatalog.ProxyAuthenChallenge.Of(proof.Challenge),
            AvpCatalog.ProxyAuthenId.Of(proof.Id), AvpCatalog.ProxyAuthenResponse.Of(proof.Response),
        ],
        _ =>
        [
            AvpCatalog.ProxyAuthenType.Of(ProxyAuthenType.Pap), AvpCatalog.ProxyAuthenName.Of(proof.Name), AvpCatalog.ProxyAuthenId.Of(proof.Id),
            AvpCatalog.ProxyAuthenResponse.Of(proof.Response),
        ],
    };

    private void FromSubscriber(ushort protocol, ReadOnlyMemory<byte> packet)
    {
        if (_isConnected)
            _udp.Send(Data(protocol, packet.Span));
        else
            _frames.Enqueue(() => _front.Receive(protocol, packet));
    }

    private void Carry()
    {
        while (_frames.TryDequeue(out var frame))
            frame();
    }

    private byte[] Data(ushort protocol, ReadOnlySpan<byte> packet)
    {
        byte[] frame = [0xff, 0x03, (byte)(protocol >> 8), (byte)protocol, .. packet];
        var header = new byte[default(DataHeader).Size];
        default(DataHeader).Write(header, _tunnel, _session, frame.Length);
        return [.. header, .. frame];
    }

    private void Say(ControlMessage? message)
    {
        var output = new ArrayBufferWriter<byte>();
        var session = message is Iccn ? _session : default;
        ControlEncoder.Write(output, message, _tunnel, session, _ns, _nr, new AvpHiding(_secret, Random.Shared.NextBytes, everything: false));
        _udp.Send(output.WrittenSpan);
        if (message is not null)
            _ns = _ns.Next;
    }

    private T Await<T>()
        where T : ControlMessage
    {
        while (true)
            if (Receive() is T message)
                return message;
    }

    /// <summary>The next datagram: a frame goes to the subscriber, a message is acknowledged and returned.</summary>
    private ControlMessage? Receive()
    {
        IPEndPoint? from = null;
        var octets = _udp.Receive(ref from);
        if (ControlDatagram.TryParse(octets, out var datagram, out _))
        {
            if (datagram.IsZlb || datagram.Ns < _nr || !datagram.TryDecode(_secret, out var message, out _))
                return null;
            _nr = datagram.Ns.Next;
            Say(null);
            return message is Cdn or StopCcn ? throw new InvalidOperationException($"the LNS says {message}") : message;
        }

        if (L2tpHeader.TryParse(octets, out var header, out _) && PppFrame.TryReadProtocol(octets.AsSpan(header.PayloadOffset), out var protocol, out var offset))
        {
            var packet = octets.AsMemory(header.PayloadOffset + offset);
            Received.Add(PppTranscript.Describe(protocol, packet.Span));
            Subscriber.Receive(protocol, packet);
        }

        return null;
    }
}
