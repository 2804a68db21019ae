using System.Collections.Immutable;
using Concentrator.Control.Pppoe;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.Pppoe;
using FsCheck;
using FsCheck.Xunit;
using Xunit;
using static Concentrator.Protocol.Pppoe.PppoeTagType;

namespace Concentrator.Control.Tests.Pppoe;

public class DiscoveryTests
{
    private static readonly MacAddress Host = new(0x02_00_00_00_00_01), OtherHost = new(0x02_00_00_00_00_02);
    private static readonly PppoeTag AnyService = PppoeTag.Of(ServiceName, ""), HostUniqTag = new(HostUniq, [1, 2, 3]), Relay = new(RelaySessionId, [9, 9]);

    private readonly AccessConcentrator _concentrator = new() { Name = "ac", MaxPayload = 1500 };
    private readonly AcCookies _cookies = new([.. new byte[32]]);

    private DiscoveryAnswer On(
        DiscoveryPacket packet, MacAddress? host = null, bool isUnicast = true, AccessConcentrator? concentrator = null, uint epoch = 7) =>
        Discovery.On(packet, host ?? Host, isUnicast, new DiscoveryContext(concentrator ?? _concentrator, _cookies, epoch));

    private DiscoveryPacket Offer(DiscoveryPacket padi, AccessConcentrator? concentrator = null, uint epoch = 7) =>
        Assert.IsType<DiscoveryAnswer.Reply>(On(padi, isUnicast: false, concentrator: concentrator, epoch: epoch)).Packet;

    private static DiscoveryPacket Padi(params ImmutableArray<PppoeTag> tags) => new(PppoeCode.Padi, PppoeSessionId.None, tags);

    private static DiscoveryPacket Padr(params ImmutableArray<PppoeTag> tags) => new(PppoeCode.Padr, PppoeSessionId.None, tags);

    private DiscoveryPacket PadrAfter(DiscoveryPacket padi, AccessConcentrator? concentrator = null) =>
        Padr([.. padi.Tags, Offer(padi, concentrator).Find(AcCookie)!.Value]);

    private static void AssertPassed(DiscoveryFault fault, DiscoveryAnswer answer) => Assert.Equal(new DiscoveryAnswer.Nothing(fault), answer);

    [Fact]
    public void Pado_should_have_our_name_the_service_of_the_padi_and_a_cookie()
    {
        var pado = Offer(Padi(AnyService));
        Assert.Equal((PppoeCode.Pado, PppoeSessionId.None), (pado.Code, pado.Session));
        Assert.Equal([ServiceName, AcName, AcCookie], pado.Tags.Select(tag => tag.Type));
        Assert.Equal(("", "ac"), (pado.Find(ServiceName)!.Value.Text, pado.Find(AcName)!.Value.Text));
    }

    [Fact]
    public void Host_uniq_and_relay_session_id_should_come_back_unmodified_in_pado_and_pads()
    {
        var padi = Padi(AnyService, HostUniqTag, Relay);
        Assert.Equal([HostUniqTag, Relay], Offer(padi).Tags.Where(tag => tag.Type is HostUniq or RelaySessionId));
        var request = Assert.IsType<DiscoveryAnswer.Request>(On(PadrAfter(padi))).Session;
        var pads = Discovery.Confirm(request, new PppoeSessionId(5), _concentrator);
        Assert.Equal([AnyService, HostUniqTag, Relay], pads.Tags.ToArray());
        Assert.Equal([Relay], Discovery.Terminate(request, new PppoeSessionId(5), null).Tags.ToArray());
    }

    [Fact]
    public void Named_services_should_be_told_and_only_those_be_served()
    {
        var concentrator = _concentrator with { Services = ["gold", "silver"] };
        Assert.Equal(
            ["", "gold", "silver"], Offer(Padi(AnyService), concentrator).Tags.Where(tag => tag.Type == ServiceName).Select(tag => tag.Text));
        Assert.Equal(
            ["silver", "gold"],
            Offer(Padi(PppoeTag.Of(ServiceName, "silver")), concentrator).Tags.Where(tag => tag.Type == ServiceName).Select(tag => tag.Text));
        AssertPassed(DiscoveryFault.UnknownService, On(Padi(PppoeTag.Of(ServiceName, "bronze")), concentrator: concentrator));
    }

    [Fact]
    public void Padr_for_an_unknown_service_should_get_a_pads_with_service_name_error_and_session_0()
    {
        var concentrator = _concentrator with { Services = ["gold"] };
        var cookie = Offer(Padi(AnyService)).Find(AcCookie)!.Value;
        var pads = Assert.IsType<DiscoveryAnswer.Reply>(On(Padr(PppoeTag.Of(ServiceName, "bronze"), HostUniqTag, cookie), concentrator: concentrator)).Packet;
        Assert.Equal((PppoeCode.Pads, PppoeSessionId.None), (pads.Code, pads.Session));
        Assert.Equal([ServiceName, ServiceNameError, HostUniq], pads.Tags.Select(tag => tag.Type));
    }

    [Fact]
    public void Any_service_should_be_served_and_echoed_where_none_is_named()
    {
        var padi = Padi(PppoeTag.Of(ServiceName, "whatever"));
        Assert.Equal("whatever", Assert.IsType<DiscoveryAnswer.Request>(On(PadrAfter(padi))).Session.Service);
    }

    [Fact]
    public void Padr_without_our_cookie_should_be_passed_over()
    {
        var cookie = Offer(Padi(AnyService)).Find(AcCookie)!.Value;
        AssertPassed(DiscoveryFault.BadCookie, On(Padr(AnyService)));
        AssertPassed(DiscoveryFault.BadCookie, On(Padr(AnyService, new PppoeTag(AcCookie, cookie.Value.SetItem(3, (byte)(cookie.Value[3] ^ 1))))));
        AssertPassed(DiscoveryFault.BadCookie, On(Padr(AnyService, new PppoeTag(AcCookie, cookie.Value[..^1]))));
        AssertPassed(DiscoveryFault.BadCookie, On(Padr(AnyService, cookie), host: OtherHost));
        AssertPassed(DiscoveryFault.BadCookie, On(Padr(AnyService, cookie, Relay)));
        Assert.IsType<DiscoveryAnswer.Request>(On(Padr(AnyService, cookie)));
    }

    [Theory]
    [InlineData(255u)]
    [InlineData(7u)]
    [InlineData(0u)]
    public void Cookie_should_be_good_in_its_own_epoch_and_the_next(uint epoch)
    {
        var padr = Padr(AnyService, Offer(Padi(AnyService), epoch: epoch).Find(AcCookie)!.Value);
        Assert.IsType<DiscoveryAnswer.Request>(On(padr, epoch: epoch));
        Assert.IsType<DiscoveryAnswer.Request>(On(padr, epoch: epoch + 1));
        AssertPassed(DiscoveryFault.BadCookie, On(padr, epoch: epoch + 2));
        AssertPassed(DiscoveryFault.BadCookie, On(padr, epoch: epoch + 256));
        AssertPassed(DiscoveryFault.BadCookie, On(padr, epoch: epoch - 1));
    }

    [Fact]
    public void Cookie_of_another_secret_should_be_bad()
    {
        var others = new AcCookies([.. Enumerable.Repeat((byte)1, 32)]);
        AssertPassed(DiscoveryFault.BadCookie, On(Padr(AnyService, others.Make(Host, null, 7))));
    }

    [Theory]
    [InlineData((ushort)1500, (ushort)1500, (ushort)1500)]
    [InlineData((ushort)9000, (ushort)9000, (ushort)1500)]
    [InlineData((ushort)1496, (ushort)1496, (ushort)1496)]
    [InlineData((ushort)1492, null, (ushort)1492)]
    [InlineData((ushort)100, null, (ushort)1492)]
    [InlineData(null, null, (ushort)1492)]
    public void Ppp_max_payload_above_1492_should_be_echoed_and_limit_the_mru(ushort? wanted, ushort? echoed, ushort mru)
    {
        var padi = Padi([AnyService, .. wanted is { } octets ? ImmutableArray.Create(PppoeTag.Of(PppMaxPayload, octets)) : []]);
        Assert.Equal(echoed, Offer(padi).Find(PppMaxPayload)?.Number);
        var request = Assert.IsType<DiscoveryAnswer.Request>(On(PadrAfter(padi))).Session;
        Assert.Equal(echoed, Discovery.Confirm(request, new PppoeSessionId(1), _concentrator).Find(PppMaxPayload)?.Number);
        Assert.Equal(mru, _concentrator.PayloadFor(request.MaxPayload));
    }

    [Fact]
    public void Ppp_max_payload_should_not_be_echoed_where_frames_of_1500_octets_are_the_most()
    {
        var plain = _concentrator with { MaxPayload = 1492 };
        var padi = Padi(AnyService, PppoeTag.Of(PppMaxPayload, 1500));
        Assert.Null(Offer(padi, plain).Find(PppMaxPayload));
        Assert.Equal(1492, plain.PayloadFor(1500));
        Assert.Equal(1492, (plain with { MaxPayload = 1400 }).PayloadFor(1500));
    }

    [Fact]
    public void Access_line_of_the_padr_should_be_the_sessions()
    {
        var line = new AccessLine("node 1/1", "alice");
        Assert.Equal(line, Assert.IsType<DiscoveryAnswer.Request>(On(PadrAfter(Padi(AnyService, line.ToTag())))).Session.Line);
    }

    [Fact]
    public void Packets_against_the_rules_should_be_passed_over()
    {
        var cookie = Offer(Padi(AnyService)).Find(AcCookie)!.Value;
        AssertPassed(DiscoveryFault.Malformed, On(Padi()));
        AssertPassed(DiscoveryFault.Malformed, On(Padi(AnyService, AnyService)));
        AssertPassed(DiscoveryFault.Malformed, On(Padi(AnyService) with { Session = new PppoeSessionId(1) }));
        AssertPassed(DiscoveryFault.Malformed, On(Padi(AnyService), host: MacAddress.Broadcast));
        AssertPassed(DiscoveryFault.Malformed, On(Padr(cookie)));
        AssertPassed(DiscoveryFault.Malformed, On(Padr(AnyService, cookie), isUnicast: false));
        AssertPassed(DiscoveryFault.Malformed, On(new DiscoveryPacket(PppoeCode.Padt, PppoeSessionId.None, [])));
        AssertPassed(DiscoveryFault.Malformed, On(new DiscoveryPacket(PppoeCode.Padt, new PppoeSessionId(1), []), isUnicast: false));
        AssertPassed(DiscoveryFault.NotForUs, On(new DiscoveryPacket(PppoeCode.Pado, PppoeSessionId.None, [])));
        AssertPassed(DiscoveryFault.NotForUs, On(new DiscoveryPacket(PppoeCode.Pads, PppoeSessionId.None, [])));
        AssertPassed(DiscoveryFault.TooLong, On(Padi(AnyService, new PppoeTag(HostUniq, [.. new byte[1470]]))));
    }

    [Fact]
    public void Padt_should_end_the_session_that_it_names()
    {
        Assert.Equal(new DiscoveryAnswer.Terminate(new PppoeSessionId(3), null), On(new DiscoveryPacket(PppoeCode.Padt, new PppoeSessionId(3), [])));
        Assert.Equal(
            new DiscoveryAnswer.Terminate(new PppoeSessionId(3), "gone"),
            On(new DiscoveryPacket(PppoeCode.Padt, new PppoeSessionId(3), [PppoeTag.Of(GenericError, "gone")])));
    }

    [Fact]
    public void Refusal_and_termination_should_say_why()
    {
        var request = new SessionRequest(Host, "gold", HostUniqTag);
        var pads = Discovery.Refuse(request, AcSystemError, "too many sessions");
        Assert.Equal((PppoeCode.Pads, PppoeSessionId.None), (pads.Code, pads.Session));
        Assert.Equal([PppoeTag.Of(ServiceName, "gold"), PppoeTag.Of(AcSystemError, "too many sessions"), HostUniqTag], pads.Tags.ToArray());
        Assert.Equal([PppoeTag.Of(GenericError, "no LNS")], Discovery.Terminate(request, new PppoeSessionId(1), "no LNS").Tags.ToArray());
    }

    [Property]
    public void Whatever_comes_the_answer_should_fit_a_frame_and_no_session_be_made_without_a_cookie(NonNull<byte[]> octets, bool isUnicast)
    {
        byte[] payload = octets.Get;
        byte[] packet = [0x11, (byte)PppoeCode.Padi, 0, 0, (byte)(payload.Length >> 8), (byte)payload.Length, .. payload];
        foreach (var code in new[] { PppoeCode.Padi, PppoeCode.Padr, PppoeCode.Padt })
        {
            packet[1] = (byte)code;
            if (!DiscoveryPacket.TryParse(packet, out var parsed, out _))
                continue;
            var answer = On(parsed, isUnicast: isUnicast);
            Assert.IsNotType<DiscoveryAnswer.Request>(answer);
            if (answer is DiscoveryAnswer.Reply reply)
                Assert.True(reply.Packet.ToArray().Length <= 1500);
        }
    }
}
