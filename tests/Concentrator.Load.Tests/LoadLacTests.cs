using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Load.Tests;

public class LoadLacTests
{
    [Fact]
    public void All_sessions_should_come_up_with_an_address_of_their_own()
    {
        var scenario = new Scenario();
        scenario.BringUp();
        Assert.Equal((2, 10, 0), (scenario.Lac.Figures.TunnelsUp, scenario.Lac.Figures.CallsUp, scenario.Lac.Figures.CallsFailed));
        Assert.Equal((2, 10), (scenario.Lns.Established, scenario.Lns.Sessions));
        Assert.Equal(10, scenario.Lac.CallsUp.Select(call => call.Address).Distinct().Count());
        Assert.Equal(Enumerable.Range(1, 10), scenario.Lac.CallsUp.Select(call => call.Number));
    }

    [Fact]
    public void Set_up_times_should_count_from_the_icrq_to_ipcp()
    {
        var scenario = new Scenario(Scenario.Plan with { Tunnels = 1, SessionsPerTunnel = 1 });
        scenario.BringUp();
        // Of 2 ms each: ICRQ and ICRP; then ICCN and LCP, CHAP, IPCP with the Nak that gives the address.
        Assert.Equal(2, scenario.Lac.Figures.TunnelTimes.Percentile(1)!.Value.TotalMilliseconds, tolerance: 1);
        Assert.InRange(scenario.Lac.Figures.CallTimes.Percentile(1)!.Value.TotalMilliseconds, 8, 20);
    }

    [Fact]
    public void No_more_than_the_window_should_be_in_flight()
    {
        var scenario = new Scenario(Scenario.Plan with { SessionsPerTunnel = 50, InFlight = 7 });
        scenario.BringUp();
        Assert.Equal(100, scenario.Lac.Figures.CallsUp);
        Assert.InRange(scenario.MostInSetUp, 2, 7);
    }

    [Fact]
    public void Lost_datagrams_should_be_made_good()
    {
        var scenario = new Scenario(loss: 0.1);
        scenario.BringUp();
        Assert.Equal(10, scenario.Lac.Figures.CallsUp);
        Assert.NotEqual(0, scenario.Lac.Tunnels.Sum(tunnel => tunnel.Channel.Retransmissions));
    }

    [Fact]
    public void Wrong_password_should_fail_every_session_for_that_reason()
    {
        var scenario = Scenario.With(send => new VirtualLns(send) { Password = "other" });
        scenario.BringUp();
        Assert.Equal((0, 10), (scenario.Lac.Figures.CallsUp, scenario.Lac.Figures.CallsFailed));
        Assert.Equal(KeyValuePair.Create("ppp OwnAuthenticationFailed", 10L), Assert.Single(scenario.Lac.Figures.Failures.Counts));
    }

    [Fact]
    public void Refused_calls_should_fail_by_their_cdn_and_leave_the_others_alone()
    {
        var scenario = Scenario.With(send => new VirtualLns(send) { Refuses = number => number == 3 });
        scenario.BringUp();
        Assert.Equal((8, 2), (scenario.Lac.Figures.CallsUp, scenario.Lac.Figures.CallsFailed));
        Assert.Equal(KeyValuePair.Create("CDN NoFacilitiesTemporarily", 2L), Assert.Single(scenario.Lac.Figures.Failures.Counts));
    }

    [Fact]
    public void Silent_lns_should_fail_the_tunnels()
    {
        var scenario = new Scenario(Scenario.Plan with { SetupLimit = TimeSpan.FromHours(1) }) { IsCut = true };
        scenario.Lac.OpenTunnels();
        scenario.RunUntil(() => scenario.Lac.IsSettled);
        Assert.Equal((0, 2), (scenario.Lac.Figures.TunnelsUp, scenario.Lac.Figures.TunnelsFailed));
        Assert.Equal("tunnel: no answer", Assert.Single(scenario.Lac.Figures.Failures.Counts).Key);
        scenario.Lac.PlaceCalls();
        Assert.True(scenario.Lac.IsSettled);
    }

    [Fact]
    public void Given_up_sessions_should_be_settled_and_say_where_they_stood()
    {
        var scenario = new Scenario(Scenario.Plan with { InFlight = 4 });
        scenario.Lac.OpenTunnels();
        scenario.RunUntil(() => scenario.Lac.IsSettled);
        scenario.IsCut = true;
        scenario.Lac.PlaceCalls();
        scenario.Run(seconds: 1);
        scenario.Lac.GiveUp();
        Assert.True(scenario.Lac.IsSettled);
        Assert.Equal(4, scenario.Lac.Figures.CallsFailed);
        Assert.Equal(["not begun in time", "not up in time (wait-reply)"], scenario.Lac.Figures.Failures.Counts.Keys);
        Assert.Equal(6, scenario.Lac.Figures.Failures.Counts["not begun in time"]);
    }

    [Fact]
    public void Lns_that_goes_away_should_be_seen_by_its_silence_and_cost_all_sessions()
    {
        var scenario = new Scenario(Scenario.Plan with { Hello = TimeSpan.FromSeconds(10) });
        scenario.BringUp();
        scenario.IsCut = true;
        scenario.RunUntil(() => scenario.Lac.Figures.TunnelsLost == 2);
        Assert.Equal(10, scenario.Lac.Figures.CallsLost);
        Assert.Equal(["tunnel lost", "tunnel: no answer"], scenario.Lac.Figures.Losses.Counts.Keys);
    }

    [Fact]
    public void Sessions_should_hold_with_hello_and_echo()
    {
        var scenario = new Scenario(Scenario.Plan with { Hello = TimeSpan.FromSeconds(5), Echo = TimeSpan.FromSeconds(2) });
        scenario.BringUp();
        scenario.Run(seconds: 60);
        Assert.Equal((0, 0), (scenario.Lac.Figures.CallsLost, scenario.Lac.Figures.TunnelsLost));
        Assert.Equal(10, scenario.Lns.Sessions);
    }

    [Fact]
    public void Teardown_should_end_ppp_calls_and_tunnels()
    {
        var scenario = new Scenario();
        scenario.BringUp();
        scenario.Lac.CloseCalls();
        scenario.RunUntil(() => scenario.Lac.IsAcknowledged);
        Assert.Equal((10, 0), (scenario.Lac.Figures.CallsEnded, scenario.Lac.Figures.CallsLost));
        Assert.Equal((0, 2), (scenario.Lns.Sessions, scenario.Lns.Established));
        scenario.Lac.CloseTunnels();
        scenario.RunUntil(() => scenario.Lac.Tunnels.All(tunnel => tunnel.IsOver));
        Assert.Equal((0, 0), (scenario.Lns.Established, scenario.Lac.Figures.TunnelsLost));
    }

    [Fact]
    public void Teardown_should_not_count_what_a_dead_lns_never_acknowledged()
    {
        var scenario = new Scenario();
        scenario.BringUp();
        scenario.IsCut = true;
        scenario.Lac.CloseCalls();
        scenario.RunUntil(() => scenario.Lac.IsAcknowledged);
        Assert.Equal(0, scenario.Lac.Figures.CallsEnded);
        Assert.Equal(2, scenario.Lac.Figures.TunnelsLost);
    }

    [Fact]
    public void Payload_should_reach_the_sink_with_its_session()
    {
        var scenario = new Scenario();
        scenario.BringUp();
        var call = scenario.Lac.CallsUp.Last();
        var header = new DataHeader();
        var datagram = new byte[header.Size + 3];
        header.Write(datagram, call.Tunnel.Local, call.Local, 3);
        datagram[header.Size] = 0x21; // IPv4, compressed
        (datagram[header.Size + 1], datagram[header.Size + 2]) = (0x45, 0x99);
        scenario.FromLns(datagram);
        scenario.RunUntil(() => scenario.Payload.Count > 0);
        Assert.Equal(10, scenario.Payload[0].Number);
        Assert.Equal([0x45, 0x99], scenario.Payload[0].Packet);
    }

    [Fact]
    public void Datagrams_of_no_session_should_be_counted_as_strays()
    {
        var scenario = new Scenario();
        scenario.BringUp();
        foreach (var (tunnel, session) in new[] { (9, 1), (1, 99), (0, 0) })
        {
            var datagram = new byte[10];
            new DataHeader().Write(datagram, new TunnelId((ushort)tunnel), new SessionId((ushort)session), 4);
            scenario.FromLns(datagram);
        }

        scenario.FromLns([0xff]);
        scenario.Run(seconds: 1);
        Assert.Equal(4, scenario.Lac.Figures.StrayDatagrams);
    }
}
