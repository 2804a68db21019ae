using System.Buffers;
using System.Net;
using Concentrator.DataPlane.Counting;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;
using Concentrator.TestSupport.Planes;
using Xunit;
using static Concentrator.Protocol.L2tp.AvpCatalog;

namespace Concentrator.TestSupport.Peers;

/// <summary>
/// A peer that a test scripts message by message, at the other end of a <see cref="FakeDataPlane"/>. It numbers what it sends and acknowledges what it
/// expects; nothing is repeated, since nothing is lost.
/// </summary>
public sealed class FakePeer(FakeUdpPort port, string address = "192.0.2.2", ushort udpPort = 1701, ushort tunnel = 77)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private SequenceNumber _ns, _nr;

    public UdpPath Path { get; set; } = new(port.Local, Endpoint.From(IPAddress.Parse(address), udpPort));

    /// <summary>The id that this peer assigned.</summary>
    public TunnelId Tunnel { get; } = new(tunnel);

    /// <summary>The node's id of the tunnel, as SCCRP told it.</summary>
    public TunnelId Node { get; set; }

    public DropReason Send(ControlMessage message, SessionId session = default)
    {
        var reason = port.Receive(Path, Encode(message, session, _ns, _nr));
        _ns = _ns.Next;
        return reason;
    }

    /// <summary>The last message once more, as it was sent: a retransmission.</summary>
    public DropReason SendAgain(ControlMessage message, SessionId session = default) => port.Receive(Path, Encode(message, session, _ns + -1, _nr));

    public void Acknowledge() => port.Receive(Path, Encode(null, default, _ns, _nr));

    /// <summary>The next message that the node sends, which must be of this type; ZLBs are passed over, retransmissions too.</summary>
    public T Expect<T>() where T : ControlMessage => Assert.IsType<T>(Next().Message);

    /// <summary>The next message of the node with the datagram it came in.</summary>
    public (ControlDatagram Datagram, ControlMessage Message) Next() =>
        TryNext(Limit) ?? throw new Xunit.Sdk.XunitException("the node sends nothing more");

    /// <summary>As <see cref="Next"/>; null when none comes within this (real) time.</summary>
    public (ControlDatagram Datagram, ControlMessage Message)? TryNext(TimeSpan limit)
    {
        while (port.SentTo(Path.Peer).TryTake(out var sent, limit))
        {
            Assert.True(ControlDatagram.TryParse(sent.Datagram, out var datagram, out var error), error.ToString());
            if (datagram.IsZlb || datagram.Ns < _nr)
                continue;
            _nr = datagram.Ns.Next;
            Assert.True(datagram.TryDecode([], out var message, out error), error.ToString());
            return (datagram, message);
        }

        return null;
    }

    /// <summary>SCCRQ, SCCRP, SCCCN.</summary>
    public void OpenTunnel(string hostName = "lac")
    {
        Send(Sccrq(hostName));
        Node = Expect<Sccrp>().AssignedTunnelId;
        Send(new Scccn([]));
    }

    /// <summary>ICRQ, ICRP, ICCN; returns the node's id of the call.</summary>
    /// <param name="more">What the ICCN says beside the least.</param>
    public SessionId OpenCall(ushort session, params Avp[] more)
    {
        Send(Icrq(session));
        var node = Expect<Icrp>().AssignedSessionId;
        Send(new Iccn([TxConnectSpeed.Of(1_000_000), FramingType.Of(FramingTypes.Synchronous), .. more]), node);
        return node;
    }

    public Sccrq Sccrq(string hostName = "lac") => new([
        AvpCatalog.ProtocolVersion.Of(Protocol.L2tp.ProtocolVersion.Rfc2661), HostName.Of(hostName), FramingCapabilities.Of(FramingTypes.Synchronous),
        BearerCapabilities.Of(BearerTypes.Digital | BearerTypes.Analog), AssignedTunnelId.Of(Tunnel.Value), ReceiveWindowSize.Of(8)]);

    public Sccrp Sccrp(string hostName = "lns") => new([
        AvpCatalog.ProtocolVersion.Of(Protocol.L2tp.ProtocolVersion.Rfc2661), HostName.Of(hostName), FramingCapabilities.Of(FramingTypes.Synchronous),
        BearerCapabilities.Of(BearerTypes.Digital | BearerTypes.Analog), AssignedTunnelId.Of(Tunnel.Value)]);

    public static Icrq Icrq(ushort session) => new([AssignedSessionId.Of(session), CallSerialNumber.Of(session)]);

    private byte[] Encode(ControlMessage? message, SessionId session, SequenceNumber ns, SequenceNumber nr)
    {
        var output = new ArrayBufferWriter<byte>();
        ControlEncoder.Write(output, message, Node, session, ns, nr);
        return output.WrittenSpan.ToArray();
    }
}
