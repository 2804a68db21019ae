using System.Net;
using Concentrator.Control.Ppp;
using Concentrator.Protocol.Ppp;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit;

namespace Concentrator.Control.Tests.Ppp;

/// <summary>Whatever arrives, in whatever phase: no exception, no unbounded state, and in the end an end.</summary>
public class HostileInputTests
{
    private static readonly PppSettings Everything = new()
    {
        LocalAddress = IPAddress.Parse("10.0.0.1"), Ipv6 = true, Dns = [IPAddress.Parse("9.9.9.9")], Login = new PppLogin("lns", "open"),
        PeerAuthentication = [AuthMethod.MsChapV2, AuthMethod.ChapMd5, AuthMethod.Pap], Rechallenge = TimeSpan.FromMinutes(1), AuthenticationRetries = 1,
    };

    private static readonly ushort[] Protocols =
        [PppProtocol.Lcp, PppProtocol.Lcp, PppProtocol.Pap, PppProtocol.Chap, PppProtocol.Ipcp, PppProtocol.Ipv6cp, PppProtocol.Ccp, PppProtocol.Ipv4, PppProtocol.Ipv6, 0xc227];

    /// <summary>Something that happens to a session: mostly frames that look like a packet, with lies in them.</summary>
    public sealed record Blow(int Protocol, byte Code, byte Id, byte[] Data, int Kind);

    public static class Blows
    {
        public static Arbitrary<Blow> Any() => (
            from protocol in Gen.Choose(0, Protocols.Length - 1)
            from code in Gen.Choose(0, 15)
            from id in Gen.Choose(0, 4)
            from kind in Gen.Choose(0, 19)
            from data in Gen.OneOf(Bytes, Options)
            select new Blow(protocol, (byte)code, (byte)id, data, kind)).ToArbitrary();

        private static Gen<byte[]> Bytes => Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf();

        private static Gen<byte[]> Options =>
            (from type in Gen.Elements<byte>(1, 2, 3, 4, 5, 7, 8, 129, 130)
             from value in Gen.Elements<byte[]>([], [5, 120], [0, 0, 0, 0], [1, 2, 3, 4], [0xc0, 0x23], [0xc2, 0x23, 5], [0xc2, 0x23, 0x81], new byte[8])
             select (byte[])[type, (byte)(2 + value.Length), .. value]).ArrayOf().Select(options => options.SelectMany(option => option).ToArray());
    }

    private static PppSession Session(PppPhase phase, PppRole role)
    {
        var session = new PppSession(Everything with { Role = role, PeerAuthentication = phase is PppPhase.Network ? [] : Everything.PeerAuthentication });
        if (phase is PppPhase.Dead)
            return session;
        session.On(PppEvent.LowerUp.Instance);
        if (phase is PppPhase.Establish)
            return session;
        session.Acknowledge(PppProtocol.Lcp).Request(PppProtocol.Lcp, LcpOptions.Magic.Of(0x11111111));
        return phase is PppPhase.Terminate ? session.On(new PppEvent.Close(new PppEnd(PppEndReason.Closed))) : session;
    }

    [Property(Arbitrary = [typeof(Blows)], MaxTest = 60)]
    public void No_sequence_of_frames_should_throw_or_keep_a_session_that_hears_no_more(Blow[] blows)
    {
        foreach (var phase in Enum.GetValues<PppPhase>())
            foreach (var role in Enum.GetValues<PppRole>())
            {
                var session = Session(phase, role);
                Assert.Equal(phase, session.State.Phase);
                var ends = 0;
                foreach (var blow in blows)
                {
                    session.On(EventOf(blow, session));
                    ends += session.All<PppEffect.Terminated>().Count();
                    Assert.True(session.All<PppEffect.SendFrame>().Count() <= 4, "one event, a few frames");
                    Assert.All(session.All<PppEffect.SendFrame>(), frame => Assert.True(frame.Packet.Length <= 1500));
                    Assert.All(session.Effects, effect => Assert.NotNull(effect.ToString()));
                }

                // And then silence: whatever was going on comes to rest, in an open network or at the end.
                for (var i = 0; i < 60 && !IsOver(session); i++)
                    foreach (var timer in Enum.GetValues<PppTimer>())
                    {
                        session.Fire(timer);
                        ends += session.All<PppEffect.Terminated>().Count();
                    }
                Assert.True(IsOver(session) || session.State.Phase is PppPhase.Dead, session.State.ToString());
                Assert.True(ends <= 1);
            }
    }

    [Fact]
    public void Every_truncation_of_every_frame_of_a_conversation_should_be_harmless()
    {
        var pair = new PppPair(Everything with { PeerAuthentication = [AuthMethod.MsChapV2] },
            new PppSettings { Role = PppRole.Client, Ipv6 = true, Login = new PppLogin("alice", "sesame"), PeerAuthentication = [AuthMethod.ChapMd5] });
        var frames = new List<PppEffect.SendFrame>();
        pair.Carries = (_, frame) =>
        {
            frames.Add(frame);
            return true;
        };
        pair.Start();
        Assert.True(pair.RunUntil(() => pair.Server is { IsUp: true, State.Ipv6: not null } && pair.Client is { IsUp: true, State.Ipv6: not null }, TimeSpan.FromMinutes(1)));
        Assert.True(frames.Count > 20);

        foreach (var phase in Enum.GetValues<PppPhase>())
            foreach (var frame in frames)
                for (var length = 0; length < frame.Packet.Length; length++)
                {
                    var session = Session(phase, PppRole.Server);
                    session.On(new PppEvent.FrameReceived(frame.Protocol, frame.Packet[..length]));
                    Assert.Equal(phase, session.State.Phase);
                }
    }

    private static bool IsOver(PppSession session) => session.State is { Phase: PppPhase.Dead, End: not null };

    private static PppEvent EventOf(Blow blow, PppSession session) => blow.Kind switch
    {
        0 => new PppEvent.FrameReceived(Protocols[blow.Protocol], blow.Data),
        1 => new PppEvent.TimerFired((PppTimer)(blow.Id % 7)),
        2 => new PppEvent.AddressGranted(IPAddress.Parse("10.0.0.7"), blow.Id % 2 is 0 ? null : IPAddress.Parse("10.0.0.8")),
        3 => new PppEvent.AddressRefused("no"),
        4 when session.All<PppEffect.Verify>().FirstOrDefault() is { } asked => new PppEvent.Verified(asked.Credentials, new Verdict(blow.Id % 2 is 0, MayRetry: blow.Id > 2)),
        5 => PppEvent.LowerUp.Instance,
        // An answer to what was just asked: the way deep into the machine.
        > 12 when session.All<PppEffect.SendFrame>().LastOrDefault() is { } sent && sent.Packet.Span[0] is 1 =>
            new PppEvent.FrameReceived(sent.Protocol, PppPacket.Write((byte)(2 + blow.Code % 3), sent.Packet.Span[1], sent.Packet.Span[4..])),
        _ => new PppEvent.FrameReceived(Protocols[blow.Protocol], PppPacket.Write(blow.Code, blow.Id, blow.Data)),
    };
}
