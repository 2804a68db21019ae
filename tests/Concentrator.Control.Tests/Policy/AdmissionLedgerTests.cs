using System.Net;
using Concentrator.Control.Policy.Admission;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Xunit;

namespace Concentrator.Control.Tests.Policy;

public class AdmissionLedgerTests
{
    private static readonly Endpoint Here = Endpoint.From(IPAddress.Parse("192.0.2.1"), 1701);
    private static readonly Endpoint HereToo = Here with { Port = 40_000 };
    private static readonly Endpoint There = Endpoint.From(IPAddress.Parse("192.0.2.2"), 1701);

    private static TunnelTicket Tunnel(AdmissionLedger ledger, Endpoint? peer = null) => ledger.AdmitTunnel(peer ?? Here, out _)!;

    [Fact]
    public void Ledger_should_send_the_peer_to_another_lns_when_the_node_is_full()
    {
        var ledger = new AdmissionLedger(new Limits(Tunnels: 1));
        Tunnel(ledger).Established();
        Assert.Null(ledger.AdmitTunnel(There, out var refusal));
        Assert.Equal(((ushort)StopCcnResult.GeneralError, GeneralError.TryAnother), (refusal.Result, refusal.Error!.Value));
    }

    [Fact]
    public void Ledger_that_is_closed_should_admit_neither_tunnels_nor_calls()
    {
        var ledger = new AdmissionLedger(new Limits());
        var tunnel = Tunnel(ledger);
        ledger.Close();
        Assert.Null(ledger.AdmitTunnel(There, out var refusal));
        Assert.Equal((ushort)StopCcnResult.ShuttingDown, refusal.Result);
        Assert.Null(ledger.AdmitCall(tunnel, "profile", profileLimit: null, out refusal));
        Assert.Equal((ushort)CdnResult.NoFacilitiesTemporarily, refusal.Result);
        tunnel.Release();
        Assert.Equal(0, ledger.Tunnels);
    }

    [Fact]
    public void Ledger_should_lack_resources_while_too_many_tunnels_are_half_open()
    {
        var ledger = new AdmissionLedger(new Limits(HalfOpenTunnels: 1));
        var first = Tunnel(ledger);
        Assert.Null(ledger.AdmitTunnel(There, out var refusal));
        Assert.Equal(GeneralError.InsufficientResources, refusal.Error);
        first.Established();
        Assert.NotNull(ledger.AdmitTunnel(There, out _));
    }

    [Fact]
    public void Ledger_should_count_half_open_tunnels_by_source_address_whatever_the_port()
    {
        var ledger = new AdmissionLedger(new Limits(HalfOpenTunnelsPerSource: 1));
        var first = Tunnel(ledger);
        Assert.Null(ledger.AdmitTunnel(HereToo, out var refusal));
        Assert.Equal(GeneralError.InsufficientResources, refusal.Error);
        Assert.NotNull(ledger.AdmitTunnel(There, out _));
        first.Release();
        Assert.NotNull(ledger.AdmitTunnel(HereToo, out _));
    }

    [Theory]
    [InlineData("2001:db8::1", "2001:db8::ffff", false)]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", true)]
    public void Ledger_should_take_a_whole_64_as_one_source_in_ipv6(string first, string second, bool admitted)
    {
        var ledger = new AdmissionLedger(new Limits(HalfOpenTunnelsPerSource: 1));
        Tunnel(ledger, Endpoint.From(IPAddress.Parse(first), 1));
        Assert.Equal(admitted, ledger.AdmitTunnel(Endpoint.From(IPAddress.Parse(second), 1), out _) is not null);
    }

    public static TheoryData<Limits, int?> CallLimits => new()
    {
        { new Limits(Sessions: 1), null },
        { new Limits(SessionsPerTunnel: 1), null },
        { new Limits(CallsInSetup: 1), null },
        { Limits.None, 1 },
    };

    [Theory]
    [MemberData(nameof(CallLimits))]
    public void Ledger_should_have_no_facilities_for_a_call_beyond_a_limit(Limits limits, int? ofProfile)
    {
        var ledger = new AdmissionLedger(limits);
        var tunnel = Tunnel(ledger);
        var first = ledger.AdmitCall(tunnel, "profile", ofProfile, out _)!;
        Assert.Null(ledger.AdmitCall(tunnel, "profile", ofProfile, out var refusal));
        Assert.Equal((ushort)CdnResult.NoFacilitiesTemporarily, refusal.Result);
        first.Release();
        Assert.NotNull(ledger.AdmitCall(tunnel, "profile", ofProfile, out _));
    }

    [Fact]
    public void Ledger_should_admit_a_call_once_another_has_left_its_set_up()
    {
        var ledger = new AdmissionLedger(new Limits(CallsInSetup: 1));
        var tunnel = Tunnel(ledger);
        ledger.AdmitCall(tunnel, "profile", null, out _)!.Established();
        Assert.NotNull(ledger.AdmitCall(tunnel, "profile", null, out _));
        Assert.Equal((2, 1), (ledger.Sessions, ledger.CallsInSetup));
    }

    [Fact]
    public void Ledger_should_count_profiles_apart()
    {
        var ledger = new AdmissionLedger(Limits.None);
        var tunnel = Tunnel(ledger);
        Assert.NotNull(ledger.AdmitCall(tunnel, "one", 1, out _));
        Assert.NotNull(ledger.AdmitCall(tunnel, "two", 1, out _));
        Assert.Null(ledger.AdmitCall(tunnel, "one", 1, out _));
    }

    [Fact]
    public void Ledger_should_be_empty_when_all_tickets_are_released_however_often()
    {
        var ledger = new AdmissionLedger(Limits.None);
        var tunnel = Tunnel(ledger);
        var call = ledger.AdmitCall(tunnel, "profile", null, out _)!;
        for (var i = 0; i < 2; i++)
        {
            call.Established();
            call.Release();
            tunnel.Release();
            tunnel.Established();
        }
        Assert.Equal((0, 0, 0, 0), (ledger.Tunnels, ledger.HalfOpenTunnels, ledger.Sessions, ledger.CallsInSetup));
    }

    [Fact]
    public void Ledger_should_let_what_is_admitted_stay_when_a_limit_is_lowered()
    {
        var ledger = new AdmissionLedger(Limits.None);
        Tunnel(ledger).Established();
        Tunnel(ledger).Established();
        ledger.Limits = new Limits(Tunnels: 1);
        Assert.Equal(2, ledger.Tunnels);
        Assert.Null(ledger.AdmitTunnel(There, out _));
    }
}
