using Concentrator.Control.Calls;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Policy.Secrets;
using Concentrator.Control.Tunnels;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;
using Xunit;
using static Concentrator.Control.Calls.CallEvent;
using static Concentrator.Control.Tests.Calls.CallScenario;

namespace Concentrator.Control.Tests.Calls;

/// <summary>A call that comes by one tunnel and goes on by another: what ICRQ and ICCN carry on, and when the ICCN goes.</summary>
public class SwitchedCallTests
{
    private static readonly Avp Name = AvpCatalog.ProxyAuthenName.Of("joe@example.net");

    [Fact]
    public void Icrq_should_go_on_with_all_that_it_brought_but_its_session_id()
    {
        var icrq = Onward(Received(Icrq())).Sent<Icrq>(to: 0);
        Assert.Equal(5, icrq.AssignedSessionId.Value);
        Assert.Equal(42u, icrq.CallSerialNumber);
        Assert.Equal(
            Icrq().Avps.Where(avp => avp.Definition != AvpCatalog.AssignedSessionId).ToHashSet(),
            icrq.Avps.Where(avp => avp.Definition != AvpCatalog.AssignedSessionId).ToHashSet());
    }

    [Fact]
    public void Iccn_should_go_on_with_speeds_framing_and_proxy_avps()
    {
        var iccn = Onward(Received(Icrq())).Receive(Icrp()).On(new BearerAnswered(Connection(Iccn(more: [Name])))).Sent<Iccn>(to: 77);
        Assert.Equal((1000u, 2000u, FramingTypes.Synchronous), (iccn.TxConnectSpeed, iccn.RxConnectSpeed, iccn.FramingType));
        Assert.Equal("joe@example.net", iccn.ProxyAuthenName);
        Assert.Equal(4, iccn.Avps.Length);
    }

    [Fact]
    public void Proof_of_a_kind_that_is_unknown_here_should_go_on_as_it_came()
    {
        var proof = new[]
        {
            AvpCatalog.LastSentLcpConfReq.Of([5, 6, 1, 2, 3, 4]), AvpCatalog.LastReceivedLcpConfReq.Of([5, 6, 5, 6, 7, 8]),
            AvpCatalog.ProxyAuthenType.Of((ProxyAuthenType)9), Name, (Avp)AvpCatalog.ProxyAuthenResponse.Of([1, 2, 3]),
        };
        var iccn = Onward(Received(Icrq())).Receive(Icrp()).On(new BearerAnswered(Connection(Iccn(more: proof)))).Sent<Iccn>(to: 77);
        Assert.Equal(proof.ToHashSet(), iccn.Avps.Intersect(proof).ToHashSet());
        Assert.Single(iccn.Avps, avp => avp.Definition == AvpCatalog.ProxyAuthenType);
    }

    [Fact]
    public void Sequencing_that_the_lac_requires_should_be_required_onward()
    {
        var call = Onward(Received(Icrq())).Receive(Icrp()).On(new BearerAnswered(Connection(Iccn(more: [AvpCatalog.SequencingRequired.Of(default)]))));
        Assert.True(call.Effect<CallEffect.InstallForwarding>().SequencingRequired);
        Assert.Single(call.Sent<Iccn>(to: 77).Avps, avp => avp.Definition == AvpCatalog.SequencingRequired);
    }

    [Fact]
    public void Iccn_should_wait_for_the_callers_side_after_icrp()
    {
        var call = Onward(Received(Icrq())).Receive(Icrp());
        Assert.Equal("wait-cs-answer", call.State.Name);
        Assert.Empty(call.Effects);
        call.On(new BearerAnswered(Connection(Iccn()))).ShouldBeUpAfter<CallEffect.InstallForwarding>();
        Assert.True(call.IndexOf<CallEffect.InstallForwarding>() < call.IndexOf<CallEffect.Send>());
    }

    [Fact]
    public void Iccn_should_go_at_once_when_the_callers_side_was_first()
    {
        var call = Onward(Received(Icrq())).On(new BearerAnswered(Connection(Iccn(more: [Name]))));
        Assert.Equal("wait-reply", call.State.Name);
        Assert.Equal("joe@example.net", call.Receive(Icrp()).Sent<Iccn>(to: 77).ProxyAuthenName);
    }

    [Fact]
    public void Cdn_or_hanging_up_should_end_a_call_that_waits_for_the_callers_side()
    {
        Onward(Received(Icrq())).Receive(Icrp()).Receive(Cdn()).ShouldHaveCleanedUp(Machines.EndedBy.Peer);
        Onward(Received(Icrq())).Receive(Icrp()).On(new LocalClose(new ResultCode(CdnResult.LossOfCarrier))).ShouldHaveSentCdn(CdnResult.LossOfCarrier);
    }

    [Fact]
    public void What_came_hidden_should_leave_marked_as_hidden()
    {
        var call = Onward(Received(Icrq()), secret: "secret").Receive(Icrp());
        var iccn = call.On(new BearerAnswered(Connection(Iccn(more: [Name with { WasHidden = true }])))).Sent<Iccn>(to: 77);
        Assert.True(Assert.Single(iccn.Avps, avp => avp.Definition == AvpCatalog.ProxyAuthenName).WasHidden);
    }

    [Fact]
    public void What_came_hidden_should_not_leave_at_all_without_a_secret()
    {
        var hidden = new CallRequest
        {
            CallingNumber = "100", Received = [AvpCatalog.CallingNumber.Of("100") with { WasHidden = true }, AvpCatalog.CalledNumber.Of("200")],
        };
        var call = Onward(hidden);
        Assert.Null(call.Sent<Icrq>(to: 0).CallingNumber);
        Assert.Equal("200", call.Sent<Icrq>(to: 0).CalledNumber);
        var iccn = call.Receive(Icrp()).On(new BearerAnswered(new CallConnection(1000)
        {
            Received = [AvpCatalog.TxConnectSpeed.Of(1000) with { WasHidden = true }, Name with { WasHidden = true }],
        })).Sent<Iccn>(to: 77);
        Assert.Equal((1000u, null), (iccn.TxConnectSpeed, iccn.ProxyAuthenName));
    }

    [Fact]
    public void What_the_properties_say_should_not_be_kept_twice_unless_it_came_hidden()
    {
        var hidden = AvpCatalog.CallingNumber.Of("100") with { WasHidden = true };
        var bearer = AvpCatalog.BearerType.Of(BearerTypes.Digital);
        Assert.Equal([bearer], Received(Icrq()).Received);
        Assert.Equal([bearer, hidden], Received(new Icrq([.. Icrq().Avps.Where(avp => avp.Definition != hidden.Definition), hidden])).Received);
        Assert.Equal([Name], Connection(Iccn(more: [Name])).Received);
    }

    [Fact]
    public void Private_group_of_the_lns_should_replace_the_callers()
    {
        var connection = Connection(Iccn(more: [AvpCatalog.PrivateGroupId.Of([.. "silver"u8])])).InGroup("gold");
        Assert.Equal("gold", connection.PrivateGroup);
        Assert.Single(connection.Received, avp => avp.Definition == AvpCatalog.PrivateGroupId);
    }

    [Fact]
    public void Causes_of_a_cdn_should_be_in_the_end_that_is_passed_on()
    {
        var end = In(CallRole.LacIncoming, "established").Receive(Cdn()).Effect<CallEffect.NotifyDown>().End;
        Assert.Equal((ushort)CdnResult.Busy, end.Result!.Value.Result);
        Assert.Equal(new Q931Cause(17, 0x45), end.Cause);
    }

    private static CallScenario Onward(CallRequest request, string? secret = null)
    {
        var call = new CallScenario(CallRole.LacIncoming);
        if (secret is not null)
            call.Context = call.Context with { Policy = new TunnelPolicy(new TunnelProfile { HostName = "us" }, Secret.Of(secret)) };
        return call.On(new LocalOpen(request with { AwaitsConnection = true })).On(TunnelOpen.Instance);
    }

    /// <summary>As our LNS side heard it.</summary>
    private static CallRequest Received(Icrq icrq) =>
        Assert.IsType<CallState.WaitConnect>(new CallScenario(CallRole.LnsIncoming).Receive(icrq).State).Parameters.Request;

    private static CallConnection Connection(Iccn iccn) =>
        new CallScenario(CallRole.LnsIncoming).Receive(Icrq()).Receive(iccn).Effect<CallEffect.NotifyUp>().Parameters.Connection;

    // RFC 3573 section 3.1: "MUST NOT be sent to an LNS that did not include the Modem On-Hold Capable AVP"
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Modem_on_hold_should_be_told_to_an_lns_that_takes_it_once(bool takes)
    {
        var call = In(CallRole.LacIncoming, "established");
        call.Context = call.Context with { Peer = CallScenario.TunnelPeer with { TakesModemStatus = takes } };
        var caller = new CallParameters(new SessionId(3), Incoming, Incoming.Connection, Modem: new ModemOnHold(IsOnHold: true, Timeout: 6));

        call.On(new CallerChanged(caller));

        if (takes)
            Assert.Equal(caller.Modem, call.Sent<Mdmst>(to: 77).Status);
        else
            Assert.Empty(call.Effects);
        Assert.Empty(call.On(new CallerChanged(caller)).Effects);
    }

    [Fact]
    public void Speeds_should_be_told_only_where_that_was_announced()      // RFC 5515 section 3
    {
        var caller = new CallParameters(new SessionId(3), Incoming, new CallConnection(5000, 600));
        Assert.Empty(In(CallRole.LacIncoming, "established").On(new CallerChanged(caller)).Effects);
        Assert.Empty(In(CallRole.LnsIncoming, "established").On(new CallerChanged(caller)).Effects);

        var call = new CallScenario(CallRole.LacIncoming).On(new LocalOpen(Incoming with { SpeedUpdates = true })).On(TunnelOpen.Instance).Receive("ICRP");
        Assert.Equal([new ConnectSpeedUpdate(new SessionId(77), 5000, 600)], call.On(new CallerChanged(caller)).Sent<Csun>(to: 0).Updates);
        Assert.Empty(call.On(new CallerChanged(caller)).Effects);
    }
}
