using Concentrator.Control.Ppp;
using Concentrator.Protocol.Ppp;
using Xunit;
using static Concentrator.Protocol.Ppp.LcpOptions;

namespace Concentrator.Control.Tests.Ppp;

/// <summary>RFC 3437: an LNS negotiates LCP by what the LAC wants and allows.</summary>
public class LineTermsTests
{
    private static readonly PppSettings Settings = new() { Mru = 1456 };

    private static PppSession With(PppOption[]? want = null, PppOption[]? allow = null, PppSettings? settings = null) =>
        new PppSession(settings ?? Settings).On(new PppEvent.LowerUp(Line: new LineTerms(want is null ? null : [.. want], allow is null ? null : [.. allow])));

    private static PppOption[] FirstRequest(PppSession session) =>
        [.. session.SentOptions(PppProtocol.Lcp, LcpCode.ConfigureRequest).Where(option => !Magic.Is(option))];

    [Fact]
    public void First_request_should_begin_with_what_the_lac_wants() =>     // section 2.1
        Assert.Equal(
            [Mru.Of(1400), Accm.Of(0x000a0000), Pfc.Of(true), FcsAlternatives.Of(4)],
            FirstRequest(With(
                [Mru.Of(1400), Accm.Of(0x000a0000), Pfc.Of(true), FcsAlternatives.Of(4)], settings: Settings with { Pfc = false, Acfc = false })));

    [Fact]
    public void Mru_should_be_reduced_where_ours_is_less() => Assert.Contains(Mru.Of(1456), FirstRequest(With([Mru.Of(1492)])));

    [Fact]
    public void Characters_of_ours_should_be_added_to_those_of_the_lac() =>
        Assert.Contains(Accm.Of(0x000a0001), FirstRequest(With([Accm.Of(0x000a0000)], settings: Settings with { Accm = 1 })));

    [Fact]
    public void Nothing_should_be_asked_for_that_the_line_cannot_do() =>    // section 2.2
        Assert.Equal([Mru.Of(1456)], FirstRequest(With(allow: [Mru.Of(1492)], settings: Settings with { Accm = 0 })));

    [Fact]
    public void What_the_line_cannot_do_should_be_rejected()
    {
        PppOption[] options = [Accm.Of(0), Pfc.Of(true), Acfc.Of(true), FcsAlternatives.Of(2)];
        Assert.Equal(options, With(allow: [Mru.Of(1492)]).Request(PppProtocol.Lcp, options).SentOptions(PppProtocol.Lcp, LcpCode.ConfigureReject).ToArray());
    }

    [Fact]
    public void Host_on_ethernet_that_names_no_mru_should_be_told_the_largest() =>     // RFC 2516 section 7
        Assert.Equal(
            [Mru.Of(1492)],
            With(allow: [Mru.Of(1492)], settings: Settings with { IsOverEthernet = true }).Request(PppProtocol.Lcp, Magic.Of(7))
                .SentOptions(PppProtocol.Lcp, LcpCode.ConfigureNak).ToArray());

    [Fact]
    public void What_the_line_can_do_should_be_acknowledged()
    {
        PppOption[] options = [Mru.Of(1492), Accm.Of(0x00020000), Pfc.Of(true), Acfc.Of(true), FcsAlternatives.Of(2)];
        var session = With(allow: [Mru.Of(1492), Accm.Of(0x000a0000), Pfc.Of(true), Acfc.Of(true), FcsAlternatives.Of(6)]).Request(PppProtocol.Lcp, options);
        Assert.Equal(options, session.SentOptions(PppProtocol.Lcp, LcpCode.ConfigureAck).ToArray());
    }

    [Fact]
    public void What_is_beyond_the_line_should_be_naked_with_the_most_that_it_can() =>
        Assert.Equal(
            [Mru.Of(1492), Accm.Of(0x000a0000)],
            With(allow: [Mru.Of(1492), Accm.Of(0x000a0000)]).Request(PppProtocol.Lcp, Mru.Of(1500), Accm.Of(0x800a0000))
                .SentOptions(PppProtocol.Lcp, LcpCode.ConfigureNak).ToArray());

    [Fact]
    public void Mru_that_nobody_can_use_should_not_be_followed()
    {
        var session = With([Mru.Of(20)], [Mru.Of(20)]);
        Assert.Equal(1456, session.SentOptions(PppProtocol.Lcp, LcpCode.ConfigureRequest).Get(Mru, (ushort)0));
        Assert.Equal([Mru.Of(1500)], session.Request(PppProtocol.Lcp, Mru.Of(1500)).SentOptions(PppProtocol.Lcp, LcpCode.ConfigureAck).ToArray());
    }

    [Fact]
    public void Fcs_that_the_peer_does_not_like_should_not_be_asked_for_again()
    {
        var session = With([FcsAlternatives.Of(4)]);
        var request = session.SentPacket(PppProtocol.Lcp, LcpCode.ConfigureRequest);
        session.Receive(PppProtocol.Lcp, LcpCode.ConfigureNak, request.Identifier, FcsAlternatives.Of(2));
        Assert.False(session.SentOptions(PppProtocol.Lcp, LcpCode.ConfigureRequest).Has(FcsAlternatives));
    }

    [Fact]
    public void Requests_that_opened_the_link_should_be_told_with_it()      // section 2.3
    {
        var session = With([Pfc.Of(true)]);
        var sent = session.SentPacket(PppProtocol.Lcp, LcpCode.ConfigureRequest).Data.ToArray();
        PppOption[] theirs = [Mru.Of(1400), Magic.Of(7)];
        var requests = session.Acknowledge(PppProtocol.Lcp).Request(PppProtocol.Lcp, theirs).The<PppEffect.LinkUp>().Requests;
        Assert.Equal(sent, requests.LastSent!.Value);
        Assert.Equal(PppOptionList.Write([.. theirs]), requests.LastReceived!.Value);
    }

    [Fact]
    public void Lines_of_ours_should_agree_with_each_other()
    {
        // An LNS of ours under the terms of each kind of line that we have as LAC.
        var asynchronous = new PppSession(Settings).On(new PppEvent.LowerUp(Line: LineTerms.Asynchronous));
        Assert.Equal([Mru.Of(1456), Accm.Of(0), Pfc.Of(true), Acfc.Of(true)], FirstRequest(asynchronous));
        Assert.Equal([Mru.Of(1456)], FirstRequest(new PppSession(Settings).On(new PppEvent.LowerUp(Line: LineTerms.Ethernet(1492)))));
    }
}
