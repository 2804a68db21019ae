using Xunit;

namespace Concentrator.Control.Tests.Reliability;

/// <summary>RFC 2661 section 5.8 (sliding window) and appendix A (slow start and congestion avoidance).</summary>
public class WindowTests
{
    [Fact]
    public void Cwnd_should_begin_at_1_and_ssthresh_at_the_peers_window()
    {
        var scenario = Loaded(window: 8);

        Assert.Equal([0], Scenario.NsOf(scenario.Tick()));
        Assert.Equal((1, 8), (scenario.Facts.CongestionWindow, scenario.Facts.SlowStartThreshold));
    }

    [Fact]
    public void Slow_start_should_double_cwnd_with_each_round_trip()
    {
        var scenario = Loaded(window: 8);
        List<int> perRoundTrip = [];
        for (var i = 0; i < 5; i++)
            perRoundTrip.Add(RoundTrip(scenario));

        Assert.Equal([1, 2, 4, 8, 8], perRoundTrip);
    }

    [Fact]
    public void Congestion_avoidance_should_add_1_after_cwnd_acknowledgements()
    {
        var scenario = Loaded(window: 8);
        for (var i = 0; i < 3; i++)
            RoundTrip(scenario);
        scenario.Tick();
        scenario.After(5); // congestion at CWND 8: SSTHRESH 4, CWND 1
        List<int> perRoundTrip = [];
        for (var i = 0; i < 6; i++)
            perRoundTrip.Add(RoundTrip(scenario, first: i == 0 ? 1 : null));

        Assert.Equal([1, 2, 4, 5, 6, 7], perRoundTrip);
    }

    [Fact]
    public void Retransmission_should_halve_cwnd_into_ssthresh_and_begin_again_at_1()
    {
        var scenario = Loaded(window: 8);
        for (var i = 0; i < 3; i++)
            RoundTrip(scenario);
        scenario.Tick();

        Assert.Single(scenario.After(5));
        Assert.Equal((1, 4), (scenario.Facts.CongestionWindow, scenario.Facts.SlowStartThreshold));
    }

    [Fact]
    public void What_was_in_flight_at_a_timeout_should_be_sent_again_at_the_pace_of_slow_start()
    {
        var scenario = Loaded(window: 4);
        RoundTrip(scenario);
        RoundTrip(scenario);
        Assert.Equal([3, 4, 5, 6], Scenario.NsOf(scenario.Tick()));

        Assert.Equal([3], Scenario.NsOf(scenario.After(5)));
        scenario.Zlb(nr: 4);
        Assert.Equal([4, 5], Scenario.NsOf(scenario.Tick()));
    }

    [Fact]
    public void What_the_peer_kept_behind_a_gap_should_not_be_sent_again()
    {
        var scenario = Loaded(window: 4);
        RoundTrip(scenario);
        RoundTrip(scenario);
        scenario.Tick(); // 3 to 6, of which 3 is lost
        scenario.After(5);
        scenario.Zlb(nr: 7);

        Assert.Equal([7, 8], Scenario.NsOf(scenario.Tick()));
    }

    [Fact]
    public void Cwnd_should_never_exceed_the_peers_window()
    {
        var scenario = Loaded(window: 3);
        for (var i = 0; i < 10; i++)
            RoundTrip(scenario);

        Assert.Equal(3, scenario.Facts.CongestionWindow);
        Assert.Equal(3, scenario.Tick().Count);
    }

    [Fact]
    public void Peers_window_of_1_should_be_lock_step()
    {
        var scenario = Loaded(window: 1);
        for (var i = 0; i < 5; i++)
            Assert.Equal(1, RoundTrip(scenario));
    }

    [Fact]
    public void Peer_that_names_no_window_should_be_taken_to_have_4()
    {
        var scenario = new Scenario();
        scenario.Enqueue([.. Enumerable.Range(0, 20).Select(number => Messages.Numbered(number))]);
        for (var i = 0; i < 3; i++)
            RoundTrip(scenario);

        Assert.Equal(4, scenario.Tick().Count);
    }

    [Fact]
    public void Messages_beyond_the_window_should_wait_for_an_acknowledgement()
    {
        var scenario = Loaded(window: 4);
        scenario.Tick();

        Assert.Empty(scenario.After(0.5));
        Assert.Equal((1, 99), (scenario.Facts.Unacknowledged, scenario.Facts.Queued));
    }

    private static Scenario Loaded(int window)
    {
        var scenario = new Scenario().Window(window);
        scenario.Enqueue([.. Enumerable.Range(0, 100).Select(number => Messages.Numbered(number))]);
        return scenario;
    }

    /// <summary>Sends what may be sent, then acknowledges each message by itself; the number of messages that were under way.</summary>
    private static int RoundTrip(Scenario scenario, int? first = null)
    {
        var sent = first ?? scenario.Tick().Count;
        var next = scenario.Facts.Ns.Value - scenario.Facts.Unacknowledged;
        for (var i = 1; i <= sent; i++)
            scenario.Zlb(nr: next + i);
        return sent;
    }
}
