using System.Collections.Immutable;
using Concentrator.Control.Ppp;
using Concentrator.Protocol.Ppp;
using Xunit;

namespace Concentrator.Control.Tests.Ppp;

/// <summary>One machine and the test as its shell and its peer: events in, effects out, nothing in between.</summary>
internal sealed class PppSession
{
    private readonly PppContext _context;
    private byte _lastId = 100;

    public PppSession(PppSettings settings, int seed = 1)
    {
        var random = new Random(seed);
        _context = new PppContext(settings, random.NextBytes);
    }

    public PppState State { get; private set; } = PppState.Initial;

    /// <summary>The effects of the last event.</summary>
    public ImmutableArray<PppEffect> Effects { get; private set; } = [];

    public IEnumerable<T> All<T>() where T : PppEffect => Effects.OfType<T>();

    public T The<T>() where T : PppEffect => Assert.Single(All<T>());

    public PppSession On(PppEvent @event)
    {
        (State, Effects) = PureTurn.On(State, @event, _context);
        return this;
    }

    public PppSession Receive(ushort protocol, byte[] packet) => On(new PppEvent.FrameReceived(protocol, packet));

    public PppSession Receive(ushort protocol, LcpCode code, byte id, params PppOption[] options) =>
        Receive(protocol, PppPacket.Write(code, id, PppOptionList.Write([.. options])));

    /// <summary>The packets of the last event, in words.</summary>
    public string[] Sent => [.. All<PppEffect.SendFrame>().Select(frame => PppTranscript.Describe(frame.Protocol, frame.Packet.Span))];

    public PppPacket SentPacket(ushort protocol, byte code)
    {
        var packets = All<PppEffect.SendFrame>().Where(frame => frame.Protocol == protocol && frame.Packet.Span[0] == code);
        Assert.True(PppPacket.TryParse(Assert.Single(packets).Packet, out var packet));
        return packet;
    }

    public PppPacket SentPacket(ushort protocol, LcpCode code) => SentPacket(protocol, (byte)code);

    public ImmutableArray<PppOption> SentOptions(ushort protocol, LcpCode code)
    {
        Assert.True(PppOptionList.TryParse(SentPacket(protocol, code).Data.Span, out var options));
        return options;
    }

    /// <summary>The peer acknowledges what was just asked for.</summary>
    public PppSession Acknowledge(ushort protocol)
    {
        var request = SentPacket(protocol, LcpCode.ConfigureRequest);
        return Receive(protocol, PppPacket.Write(LcpCode.ConfigureAck, request.Identifier, request.Data.Span));
    }

    /// <summary>The peer asks for options, under an identifier of its own.</summary>
    public PppSession Request(ushort protocol, params PppOption[] options) => Receive(protocol, LcpCode.ConfigureRequest, ++_lastId, options);

    /// <summary>Up to the end of LCP, the peer asking for these options beside its magic number.</summary>
    public PppSession OpenLink(params PppOption[] options) =>
        On(PppEvent.LowerUp.Instance).Acknowledge(PppProtocol.Lcp).Request(PppProtocol.Lcp, [LcpOptions.Magic.Of(0x11111111), .. options]);

    public PppSession OpenIpcpAsServer(string address = "10.0.0.9")
    {
        // Our own request went out with the last event; acknowledge it first.
        Acknowledge(PppProtocol.Ipcp);
        var option = IpcpOptions.Address.Of(System.Net.IPAddress.Parse(address));
        Request(PppProtocol.Ipcp, option);
        return On(new PppEvent.AddressGranted(System.Net.IPAddress.Parse(address)));
    }

    public PppSession Fire(PppTimer timer) => On(new PppEvent.TimerFired(timer));
}
