using System.Collections.Immutable;
using System.Net;
using Concentrator.Control.Ppp;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.Ppp;
using Xunit;

namespace Concentrator.Fuzzing.Targets;

/// <summary>
/// A PPP session in either role under a script of frames, timers and answers: one event makes a few frames at most, a session ends once, and one that
/// hears no more comes to rest.
/// </summary>
internal static class PppMachineTarget
{
    private static readonly ushort[] Protocols =
        [PppProtocol.Lcp, PppProtocol.Lcp, PppProtocol.Pap, PppProtocol.Chap, PppProtocol.Ipcp, PppProtocol.Ipv6cp, PppProtocol.Ccp, PppProtocol.Ipv4, 0xc227];

    private static readonly PppTimer[] Timers = Enum.GetValues<PppTimer>();

    /// <summary>Scripts that bring LCP up by answering what is asked, and play the golden packets.</summary>
    public static IEnumerable<byte[]> Corpus()
    {
        foreach (var head in new byte[] { 0x10, 0x11, 0x12, 0x13 })
        {
            yield return [head, 0, 6, 0, 6, 1, 6, 0, 6, 2, 3, 0, 4];
            yield return [head, 0, 6, 0, .. PppTargets.GoldenOf(PppProtocol.Lcp).Take(3).SelectMany(packet => Play(0, packet)), 6, 0, 6, 0];
            yield return [head, 0, 6, 0, .. PppTargets.GoldenOf(PppProtocol.Lcp).Take(2).SelectMany(packet => Play(0, packet)), 6, 0,
                .. PppTargets.GoldenOf(PppProtocol.Chap).Take(3).SelectMany(packet => Play(3, packet)), .. PppTargets.GoldenOf(PppProtocol.Ipcp).Take(4).SelectMany(packet => Play(4, packet))];
        }

        foreach (var head in new byte[] { 0x00, 0x02, 0x20, 0x40 })
            yield return [head, 3, .. Octets(0x02, 0x06, 0, 0, 0, 0), .. Octets(0x03, 0x05, 0xc2, 0x23, 0x05, 0x05, 0x06, 1, 2, 3, 4), .. Octets(0x05, 0x06, 9, 8, 7, 6),
                2, 0, 0, 7, .. Octets(1, 2, 3, 4), .. Octets(new byte[16]), 0, 3, 1, 6, 0, 6, 0, 4, 4, 1, 1, 6, 3, 6, 0, 0, 0, 0];

        static byte[] Octets(params byte[] octets) => [(byte)octets.Length, .. octets];
        static byte[] Play(byte protocol, byte[] packet) => [0, protocol, (byte)packet.Length, .. packet];
    }

    public static void Fuzz(ReadOnlySpan<byte> input)
    {
        var script = new Script(input);
        var session = new Session(script.Next());
        session.On(script.Choose(4) == 3 ? new PppEvent.LowerUp(Proxied(ref script)) : PppEvent.LowerUp.Instance);
        while (!script.IsAtEnd)
            if (Event(ref script, session) is { } @event)
                session.On(@event);

        for (var i = 0; i < 60 && !session.IsOver; i++)
            foreach (var timer in Timers)
                session.On(new PppEvent.TimerFired(timer));
        Assert.True(session.IsOver, $"still {session.State}");
    }

    /// <summary>What a LAC may say that it has settled, true or not.</summary>
    private static ProxiedLink Proxied(ref Script script)
    {
        var (initial, sent, received) = (Octets(ref script), Octets(ref script), Octets(ref script));
        var proof = new ProxiedProof((ProxyAuthenType)script.Choose(7), script.Choose(["alice", ""]), script.Next(), Octets(ref script), Octets(ref script));
        return new ProxiedLink(initial, sent, received, script.Choose(2) == 0 ? proof : null);

        static ImmutableArray<byte> Octets(ref Script script) => [.. script.Take(script.Next() % 40)];
    }

    private static PppEvent? Event(ref Script script, Session session)
    {
        switch (script.Choose(8))
        {
            case 0:
                return new PppEvent.FrameReceived(Protocols[script.Choose(Protocols.Length)], script.Take(script.Next()).ToArray());
            case 1:
                return new PppEvent.TimerFired(Timers[script.Choose(Timers.Length)]);
            case 2:
                return new PppEvent.AddressGranted(IPAddress.Parse("10.0.0.7"), script.Choose(2) == 0 ? null : IPAddress.Parse("10.0.0.8"));
            case 3 when session.Last<PppEffect.Verify>() is { } asked:
                return new PppEvent.Verified(asked.Credentials, new Verdict(script.Choose(4) != 0));
            case 4:
                return new PppEvent.FrameReceived(
                    Protocols[script.Choose(Protocols.Length)], PppPacket.Write((byte)script.Choose(16), script.Next(), script.Take(script.Next() % 64)));
            case 5 when script.Choose(8) == 0:
                return script.Choose(4) switch { 0 => PppEvent.LowerUp.Instance, 1 => new PppEvent.Close(new PppEnd(PppEndReason.Closed)), 2 => PppEvent.LowerDown.Instance, _ => new PppEvent.AddressRefused("no") };
            // The answer to what was just asked: the way deep into the machine.
            case 6 or 7 when session.Last<PppEffect.SendFrame>() is { } sent && sent.Packet.Span[0] == (byte)LcpCode.ConfigureRequest:
                return new PppEvent.FrameReceived(
                    sent.Protocol, PppPacket.Write((byte)(2 + script.Choose(3) * script.Choose(2)), sent.Packet.Span[1], sent.Packet.Span[4..]));
            default:
                return null;
        }
    }

    private sealed class Session
    {
        private readonly PppContext _context;
        private readonly List<PppEffect> _effects = [];
        private int _ends;

        public Session(byte kind) => _context = new PppContext(
            new PppSettings
            {
                LocalAddress = IPAddress.Parse("10.0.0.1"), Ipv6 = true, Dns = [IPAddress.Parse("9.9.9.9")], Login = new PppLogin("lns", "open"),
                Role = (kind & 1) == 0 ? PppRole.Server : PppRole.Client,
                PeerAuthentication = (kind & 2) == 0 ? [AuthMethod.MsChapV2, AuthMethod.ChapMd5, AuthMethod.Pap] : [],
                Rechallenge = (kind & 4) == 0 ? null : TimeSpan.FromMinutes(1),
                Proxy = (ProxyPolicy)(kind >> 5 & 3), AuthenticationRetries = kind >> 3 & 3,
            },
            new Random(kind).NextBytes);

        public PppState State { get; private set; } = PppState.Initial;

        public bool IsOver => State.Phase is PppPhase.Dead;

        /// <summary>The newest effect of a kind.</summary>
        public T? Last<T>() where T : PppEffect => _effects.OfType<T>().LastOrDefault();

        public void On(PppEvent @event)
        {
            Assert.NotEmpty($"{@event}");
            (State, var effects) = PppMachine.On(State, @event, _context);
            _effects.Clear();
            _effects.AddRange(effects);
            _ends += effects.OfType<PppEffect.Terminated>().Count();
            Assert.True(_ends <= 1, "a session ends once");
            Assert.True(effects.OfType<PppEffect.SendFrame>().Count() <= 4, "one event, a few frames");
            Assert.All(effects, effect => Assert.True(effect is not PppEffect.SendFrame frame || frame.Packet.Length <= 1500));
            Assert.All(effects, effect => Assert.NotEmpty($"{effect}"));
        }
    }
}
