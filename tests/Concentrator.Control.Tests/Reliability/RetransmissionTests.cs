using Concentrator.Control.Policy.Profiles;
using Xunit;

namespace Concentrator.Control.Tests.Reliability;

/// <summary>RFC 2661 section 5.8 and RFC 6298: when a message is sent again, and when the peer is given up.</summary>
public class RetransmissionTests
{
    [Fact]
    public void First_retransmission_should_come_after_1_second_without_a_measurement()
    {
        var scenario = Sent();
        Assert.Equal(TimeSpan.FromSeconds(1), scenario.WakeAt);

        Assert.Empty(scenario.After(0.999));
        var again = Assert.Single(scenario.After(0.001));
        Assert.True(again.IsRetransmission);
        Assert.Equal(0, again.Ns.Value);
        Assert.Equal(1, scenario.Facts.Retransmissions);
    }

    [Fact]
    public void Retransmission_should_keep_ns_and_carry_the_current_nr()
    {
        var scenario = Sent();
        scenario.Arrive(ns: 0, nr: 0);
        scenario.Deliveries();

        var again = scenario.After(1).Single(sent => sent.Message is not null);
        Assert.Equal((0, 1), (again.Ns.Value, again.Nr.Value));
    }

    [Fact]
    public void Interval_should_double_up_to_its_cap_of_8_seconds()
    {
        var scenario = Sent();
        List<double> at = [];
        while (scenario.Wake() is { Count: > 0 })
            at.Add(scenario.Now.TotalSeconds);

        Assert.Equal([1, 3, 7, 15, 23], at);
    }

    [Fact]
    public void Peer_should_be_given_up_after_5_retries_and_31_seconds()
    {
        var scenario = Sent();
        while (scenario.Wake() is { Count: > 0 }) { }

        Assert.True(scenario.Channel.PeerLost);
        Assert.Equal(31, scenario.Now.TotalSeconds);
        Assert.Null(scenario.WakeAt);
        Assert.Equal(0, scenario.Facts.Unacknowledged);
    }

    [Fact]
    public void Peer_should_not_be_given_up_before_31_seconds_however_short_the_round_trip()
    {
        var scenario = Measured(0.001);
        var silentSince = scenario.Now;
        scenario.Enqueue(Messages.Numbered(2));
        var retries = -1; // the first is none
        for (scenario.Tick(); !scenario.Channel.PeerLost; scenario.Wake())
            retries++;

        Assert.True(retries > 5);
        Assert.True(scenario.Now - silentSince >= TimeSpan.FromSeconds(31));
    }

    [Fact]
    public void Peer_should_not_be_given_up_before_the_configured_number_of_retries()
    {
        var scenario = Sent(new Retransmission { Retries = 8, GiveUpAfter = TimeSpan.FromSeconds(1) });
        while (scenario.Wake() is { Count: > 0 }) { }

        Assert.Equal(8, scenario.Facts.Retransmissions);
    }

    [Fact]
    public void Peer_that_acknowledges_anything_new_should_be_given_its_full_time_again()
    {
        var scenario = Sent();
        scenario.Enqueue(Messages.Numbered(2));
        while (scenario.Now < TimeSpan.FromSeconds(23))
            scenario.Wake();
        scenario.Zlb(nr: 1);
        var since = scenario.Now;
        scenario.Tick();
        while (!scenario.Channel.PeerLost)
            scenario.Wake();

        Assert.True(scenario.Now - since >= TimeSpan.FromSeconds(31));
    }

    [Fact]
    public void Nothing_should_be_sent_once_the_peer_is_lost()
    {
        var scenario = Sent();
        while (!scenario.Channel.PeerLost)
            scenario.Wake();
        scenario.Enqueue(Messages.Numbered(2));

        Assert.Empty(scenario.After(10));
    }

    // RFC 6298 (2.2): SRTT = R, RTTVAR = R/2, RTO = SRTT + 4 * RTTVAR
    [Fact]
    public void First_measurement_should_give_three_times_the_round_trip()
    {
        var scenario = Measured(0.4);

        Assert.Equal(TimeSpan.FromSeconds(0.4), scenario.Facts.SmoothedRoundTrip);
        Assert.Equal(TimeSpan.FromSeconds(1.2), scenario.Facts.RetransmissionTimeout);
    }

    // RFC 6298 (2.3): RTTVAR = 3/4 * 0.2 + 1/4 * |0.4 - 0.8| = 0.25; SRTT = 7/8 * 0.4 + 1/8 * 0.8 = 0.45
    [Fact]
    public void Later_measurements_should_be_smoothed()
    {
        var scenario = Measured(0.4);
        scenario.Enqueue(Messages.Numbered(2));
        scenario.Tick();
        scenario.After(0.8);
        scenario.Zlb(nr: 2);

        Assert.Equal(TimeSpan.FromSeconds(0.45), scenario.Facts.SmoothedRoundTrip);
        Assert.Equal(TimeSpan.FromSeconds(1.45), scenario.Facts.RetransmissionTimeout);
    }

    [Fact]
    public void Timeout_should_not_be_below_200_milliseconds() =>
        Assert.Equal(TimeSpan.FromMilliseconds(200), Measured(0.001).Facts.RetransmissionTimeout);

    [Fact]
    public void Timeout_should_not_be_above_its_cap() =>
        Assert.Equal(TimeSpan.FromSeconds(2), Measured(0.9, new Retransmission { Maximum = TimeSpan.FromSeconds(2) }).Facts.RetransmissionTimeout);

    [Fact]
    public void Retransmitted_message_should_not_be_measured()
    {
        var scenario = Sent();
        scenario.After(1);
        scenario.After(0.1);
        scenario.Zlb(nr: 1);

        Assert.Null(scenario.Facts.SmoothedRoundTrip);
    }

    [Fact]
    public void Doubled_timeout_should_end_when_what_was_sent_again_is_acknowledged_a_round_trip_later()
    {
        var scenario = Measured(0.4); // 1.2 s
        scenario.Enqueue(Messages.Numbered(2));
        scenario.Tick();
        scenario.After(1.2);
        scenario.After(0.4);
        scenario.Zlb(nr: 2);
        Assert.Equal(TimeSpan.FromSeconds(1.2), scenario.Facts.RetransmissionTimeout);
    }

    [Fact]
    public void Losses_that_lie_apart_should_not_add_up()
    {
        var scenario = Measured(0.4); // 1.2 s
        for (ushort nr = 2; nr < 5; nr++)
        {
            scenario.Enqueue(Messages.Numbered(nr));
            scenario.Tick();
            scenario.After(scenario.Facts.RetransmissionTimeout.TotalSeconds);
            scenario.Zlb(nr);
            Assert.Equal(TimeSpan.FromSeconds(2.4), scenario.Facts.RetransmissionTimeout);
        }
    }

    [Fact]
    public void Fixed_timeout_should_begin_anew_with_each_message()
    {
        var scenario = Measured(0.4, new Retransmission { Adaptive = false });
        scenario.Enqueue(Messages.Numbered(2));
        scenario.Tick();
        scenario.After(1);
        Assert.Equal(TimeSpan.FromSeconds(2), scenario.Facts.RetransmissionTimeout);
        scenario.Zlb(nr: 2);
        Assert.Equal(TimeSpan.FromSeconds(1), scenario.Facts.RetransmissionTimeout);
    }

    [Fact]
    public void Doubled_timeout_should_be_kept_until_the_next_measurement()
    {
        var scenario = Measured(0.4); // 1.2 s
        scenario.Enqueue(Messages.Numbered(2));
        scenario.Tick();
        scenario.After(1.2);
        scenario.Zlb(nr: 2);
        Assert.Equal(TimeSpan.FromSeconds(2.4), scenario.Facts.RetransmissionTimeout);

        scenario.Enqueue(Messages.Numbered(3));
        scenario.Tick();
        scenario.After(0.4);
        scenario.Zlb(nr: 3);
        Assert.True(scenario.Facts.RetransmissionTimeout < TimeSpan.FromSeconds(1.2));
    }

    [Fact]
    public void Message_acknowledged_together_with_a_retransmitted_one_should_not_be_measured()
    {
        var scenario = new Scenario().Window(4);
        Grow(scenario, to: 2);
        var measured = scenario.Facts.SmoothedRoundTrip;
        scenario.Enqueue(Messages.Numbered(2), Messages.Numbered(3));
        Assert.Equal(2, scenario.Tick().Count);
        Assert.Single(scenario.Wake()); // only the first again; the peer had kept the second
        scenario.Zlb(nr: 3);

        Assert.Equal(measured, scenario.Facts.SmoothedRoundTrip);
        Assert.Equal(0, scenario.Facts.Unacknowledged);
    }

    [Fact]
    public void New_message_acknowledged_together_with_a_retransmitted_one_should_not_be_measured()
    {
        var scenario = new Scenario().Window(4);
        Grow(scenario, to: 2);
        var measured = scenario.Facts.SmoothedRoundTrip;
        scenario.Enqueue(Messages.Numbered(2), Messages.Numbered(3), Messages.Numbered(4));
        scenario.Tick();
        scenario.Wake(); // the first again
        scenario.Zlb(nr: 2);
        Assert.Equal([true, false], scenario.Tick().Select(sent => sent.IsRetransmission)); // the second again, the third for the first time
        scenario.After(0.1);
        scenario.Zlb(nr: 4);

        Assert.Equal(measured, scenario.Facts.SmoothedRoundTrip);
    }

    // RFC 6298 (5.3)
    [Fact]
    public void Acknowledgement_of_something_new_should_restart_the_timer()
    {
        var scenario = new Scenario().Window(4);
        Grow(scenario, to: 2);
        scenario.Enqueue(Messages.Numbered(2), Messages.Numbered(3));
        scenario.Tick();
        scenario.After(0.15);
        scenario.Zlb(nr: 2);
        scenario.Tick();

        Assert.Equal(scenario.Now + scenario.Facts.RetransmissionTimeout, scenario.WakeAt);
    }

    internal static void Grow(Scenario scenario, int to)
    {
        while (scenario.Facts.CongestionWindow < to)
        {
            scenario.Enqueue(Messages.Numbered(0));
            scenario.Tick();
            scenario.Zlb(nr: scenario.Facts.Ns.Value);
        }
    }

    private static Scenario Sent(Retransmission? retransmission = null)
    {
        var scenario = new Scenario(Scenario.With(retransmission ?? new Retransmission()));
        scenario.Enqueue(Messages.Numbered(1));
        scenario.Tick();
        return scenario;
    }

    private static Scenario Measured(double roundTrip, Retransmission? retransmission = null)
    {
        var scenario = Sent(retransmission);
        scenario.After(roundTrip);
        scenario.Zlb(nr: 1);
        return scenario;
    }
}
