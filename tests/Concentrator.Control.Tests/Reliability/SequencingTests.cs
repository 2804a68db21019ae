using Concentrator.Control.Reliability;
using Concentrator.Protocol.Ids;
using Xunit;

namespace Concentrator.Control.Tests.Reliability;

/// <summary>RFC 2661 section 5.8: sequence numbers, order, duplicates, acknowledgements.</summary>
public class SequencingTests
{
    [Fact]
    public void Ns_should_begin_at_0_and_count_each_message()
    {
        var scenario = new Scenario();
        scenario.Enqueue(Messages.Numbered(1), Messages.Numbered(2));

        Assert.Equal([0], Scenario.NsOf(scenario.Tick()));
        scenario.Zlb(nr: 1);
        Assert.Equal([1], Scenario.NsOf(scenario.Tick()));
        Assert.Equal(2, scenario.Facts.Ns.Value);
    }

    [Fact]
    public void Ns_should_not_be_incremented_by_a_zlb()
    {
        var scenario = new Scenario();
        scenario.Arrive(ns: 0, nr: 0);
        scenario.Deliveries();

        var zlb = Assert.Single(scenario.After(0.05));
        Assert.Null(zlb.Message);
        Assert.Equal(0, zlb.Ns.Value);
        scenario.Enqueue(Messages.Numbered(1));
        Assert.Equal([0], Scenario.NsOf(scenario.Tick()));
    }

    [Fact]
    public void Ns_should_wrap_to_0_after_65535()
    {
        var scenario = new Scenario(ns: 65535).Window(4);
        scenario.Enqueue(Messages.Numbered(1), Messages.Numbered(2));

        Assert.Equal([65535], Scenario.NsOf(scenario.Tick()));
        scenario.Zlb(nr: 0);
        Assert.Equal([0], Scenario.NsOf(scenario.Tick()));
        Assert.Equal(1, scenario.Facts.Unacknowledged);
    }

    [Fact]
    public void Nr_should_be_the_number_of_the_message_expected_next()
    {
        var scenario = new Scenario(nr: 65535);
        scenario.Arrive(ns: 65535, nr: 0);
        scenario.Deliveries();
        scenario.Enqueue(Messages.Numbered(1));

        Assert.Equal(0, Assert.Single(scenario.Tick()).Nr.Value);
    }

    [Fact]
    public void Nr_should_not_be_updated_by_the_ns_of_a_zlb()
    {
        var scenario = new Scenario();
        scenario.Zlb(nr: 0, ns: 3);

        Assert.Equal(0, scenario.Facts.Nr.Value);
        Assert.Empty(scenario.After(1));
    }

    [Fact]
    public void Nr_should_not_pass_what_the_upper_level_has_not_taken()
    {
        var scenario = new Scenario();
        scenario.Arrive(ns: 0, nr: 0);

        Assert.Equal(0, Assert.Single(scenario.After(0.05)).Nr.Value);
        scenario.Deliveries();
        Assert.Equal(1, scenario.Facts.Nr.Value);
    }

    [Fact]
    public void Early_messages_should_be_queued_and_delivered_in_order()
    {
        var scenario = new Scenario();
        Assert.Equal(Arrival.Queued, scenario.Arrive(ns: 2, nr: 0, number: 2));
        Assert.Equal(Arrival.Queued, scenario.Arrive(ns: 1, nr: 0, number: 1));
        Assert.Empty(scenario.Deliveries());

        Assert.Equal(Arrival.Deliverable, scenario.Arrive(ns: 0, nr: 0, number: 0));
        Assert.Equal([0, 1, 2], scenario.Deliveries());
        Assert.Equal(2, scenario.Facts.OutOfOrder);
    }

    [Fact]
    public void Early_messages_should_be_delivered_in_order_across_the_wrap()
    {
        var scenario = new Scenario(Scenario.Options with { ReceiveWindow = 10 }, nr: 65530);
        foreach (var ahead in new[] { 9, 4, 7, 5, 8, 6, 3, 1, 2, 0 })
            scenario.Arrive(ns: (65530 + ahead) % 65536, nr: 0, number: ahead);

        Assert.Equal(Enumerable.Range(0, 10), scenario.Deliveries());
        Assert.Equal(4, scenario.Facts.Nr.Value);
    }

    [Fact]
    public void Messages_beyond_the_receive_window_should_be_dropped_and_counted()
    {
        var scenario = new Scenario();

        Assert.Equal(Arrival.OutOfWindow, scenario.Arrive(ns: 4, nr: 0));
        Assert.Equal(Arrival.Queued, scenario.Arrive(ns: 3, nr: 0));
        Assert.Equal(1, scenario.Facts.OutOfWindow);
    }

    // "if the last received sequence number was 15, then messages with sequence numbers 0 through 15, as well as 32784 through 65535,
    // would be considered less than or equal"
    [Theory]
    [InlineData(0, Arrival.Duplicate)]
    [InlineData(15, Arrival.Duplicate)]
    [InlineData(16, Arrival.Deliverable)]
    [InlineData(19, Arrival.Queued)]
    [InlineData(20, Arrival.OutOfWindow)]
    [InlineData(32783, Arrival.OutOfWindow)]
    [InlineData(32784, Arrival.Duplicate)]
    [InlineData(65535, Arrival.Duplicate)]
    public void Duplicates_should_be_the_last_received_number_and_the_32767_before_it(int ns, Arrival expected) =>
        Assert.Equal(expected, new Scenario(nr: 16).Arrive(ns, nr: 0));

    [Fact]
    public void Duplicates_should_be_acknowledged_again_at_once_and_not_delivered()
    {
        var scenario = new Scenario();
        scenario.Arrive(ns: 0, nr: 0);
        scenario.Deliveries();
        scenario.After(0.05);

        Assert.Equal(Arrival.Duplicate, scenario.Arrive(ns: 0, nr: 0));
        Assert.Empty(scenario.Deliveries());
        var zlb = Assert.Single(scenario.Tick());
        Assert.Null(zlb.Message);
        Assert.Equal(1, zlb.Nr.Value);
        Assert.Equal(1, scenario.Facts.Duplicates);
    }

    [Fact]
    public void Duplicates_of_a_queued_message_should_not_be_queued_twice()
    {
        var scenario = new Scenario();
        scenario.Arrive(ns: 1, nr: 0, number: 1);
        Assert.Equal(Arrival.Duplicate, scenario.Arrive(ns: 1, nr: 0, number: 1));
        scenario.Arrive(ns: 0, nr: 0, number: 0);

        Assert.Equal([0, 1], scenario.Deliveries());
    }

    [Theory]
    [InlineData("zlb")]
    [InlineData("duplicate")]
    [InlineData("early")]
    public void Nr_should_be_taken_from_every_valid_message(string kind)
    {
        var scenario = new Scenario(nr: 1).Window(4);
        scenario.Enqueue(Messages.Numbered(1));
        scenario.Tick();

        if (kind == "zlb")
            scenario.Zlb(nr: 1, ns: 1);
        else
            scenario.Arrive(ns: kind == "duplicate" ? 0 : 2, nr: 1);
        Assert.Equal(0, scenario.Facts.Unacknowledged);
    }

    [Fact]
    public void Nr_that_acknowledges_what_was_never_sent_should_be_ignored_and_counted()
    {
        var scenario = new Scenario();
        scenario.Enqueue(Messages.Numbered(1));
        scenario.Tick();
        scenario.Zlb(nr: 2);

        Assert.Equal(1, scenario.Facts.Unacknowledged);
        Assert.Equal(1, scenario.Facts.InvalidAcknowledgements);
    }

    [Fact]
    public void Nr_of_the_past_should_be_ignored()
    {
        var scenario = new Scenario(ns: 5).Window(4);
        scenario.Enqueue(Messages.Numbered(1));
        scenario.Tick();
        scenario.Zlb(nr: 4);

        Assert.Equal(1, scenario.Facts.Unacknowledged);
        Assert.Equal(0, scenario.Facts.InvalidAcknowledgements);
    }

    [Fact]
    public void Acknowledgement_should_ride_on_a_message_that_is_sent_within_the_delay()
    {
        var scenario = new Scenario();
        scenario.Arrive(ns: 0, nr: 0);
        scenario.Deliveries();
        Assert.Empty(scenario.Tick());

        scenario.Enqueue(Messages.Numbered(1));
        Assert.Equal(1, Assert.Single(scenario.After(0.04)).Nr.Value);
        Assert.Empty(scenario.After(0.02));
    }

    [Fact]
    public void Zlb_should_be_sent_when_nothing_else_was_within_the_delay()
    {
        var scenario = new Scenario();
        scenario.Arrive(ns: 0, nr: 0);
        scenario.Deliveries();
        scenario.Tick();
        Assert.Equal(TimeSpan.FromMilliseconds(50), scenario.WakeAt);

        Assert.Empty(scenario.After(0.049));
        Assert.Null(Assert.Single(scenario.After(0.001)).Message);
        Assert.Null(scenario.WakeAt);
    }

    [Fact]
    public void Zlb_should_be_sent_at_once_when_the_delay_is_zero()
    {
        var scenario = new Scenario(Scenario.Options with { AckDelay = TimeSpan.Zero });
        scenario.Arrive(ns: 0, nr: 0);
        scenario.Deliveries();

        Assert.Equal(1, Assert.Single(scenario.Tick()).Nr.Value);
    }

    [Fact]
    public void Zlb_should_be_sent_at_once_when_half_of_the_window_waits_for_it()
    {
        var scenario = new Scenario();
        scenario.Arrive(ns: 0, nr: 0);
        scenario.Arrive(ns: 1, nr: 0);
        scenario.Deliveries();

        Assert.Equal(2, Assert.Single(scenario.Tick()).Nr.Value);
    }

    // Appendix B.1: lock-step tunnel establishment
    [Fact]
    public void Lock_step_establishment_should_be_numbered_as_in_appendix_B_1()
    {
        var (initiator, responder) = (new Scenario(), new Scenario());
        initiator.Enqueue(Messages.Numbered(1)); // SCCRQ
        Assert.Equal((0, 0), Numbers(initiator));
        responder.Arrive(ns: 0, nr: 0);
        responder.Deliveries();
        responder.Enqueue(Messages.Numbered(2)); // SCCRP
        Assert.Equal((1, 0), Numbers(responder));
        initiator.Arrive(ns: 0, nr: 1);
        initiator.Deliveries();
        initiator.Enqueue(Messages.Numbered(3)); // SCCCN
        Assert.Equal((1, 1), Numbers(initiator));
        responder.Arrive(ns: 1, nr: 1);
        responder.Deliveries();
        var zlb = Assert.Single(responder.After(0.05));
        Assert.Equal((2, 1), (zlb.Nr.Value, zlb.Ns.Value));

        static (int Nr, int Ns) Numbers(Scenario scenario)
        {
            var sent = Assert.Single(scenario.Tick());
            return (sent.Nr.Value, sent.Ns.Value);
        }
    }

    // Appendix B.2: lost packet with retransmission
    [Fact]
    public void Lost_reply_should_be_recovered_as_in_appendix_B_2()
    {
        var lns = new Scenario(ns: 1, nr: 2);
        lns.Arrive(ns: 2, nr: 1); // ICRQ
        lns.Deliveries();
        lns.Enqueue(Messages.Numbered(1)); // ICRP, lost
        lns.Tick();

        lns.After(0.9);
        lns.Arrive(ns: 2, nr: 1); // ICRQ again
        var zlb = Assert.Single(lns.Tick());
        Assert.Equal((3, 2, true), (zlb.Nr.Value, zlb.Ns.Value, zlb.Message is null));

        var again = Assert.Single(lns.After(0.1)); // ICRP again
        Assert.Equal((3, 1, true), (again.Nr.Value, again.Ns.Value, again.IsRetransmission));
        lns.Arrive(ns: 3, nr: 2); // ICCN
        lns.Deliveries();
        zlb = Assert.Single(lns.After(0.05));
        Assert.Equal((4, 2), (zlb.Nr.Value, zlb.Ns.Value));
    }

    [Theory]
    [InlineData(10, 7, true, "the message expected next, acknowledging all")]
    [InlineData(10, 5, true, "what was sent to where the peer is no longer cannot be acknowledged")]
    [InlineData(9, 7, true, "the last one again, whose acknowledgement was lost")]
    [InlineData(8, 7, false, "an older one")]
    [InlineData(11, 7, false, "one too far")]
    [InlineData(10, 4, false, "less than was acknowledged before")]
    [InlineData(10, 8, false, "more than was sent")]
    public void Peer_should_be_proved_by_numbers_that_nobody_else_knows(ushort ns, ushort nr, bool proved, string why)
    {
        var scenario = new Scenario(ns: 4, nr: 10).Window(8);
        scenario.Enqueue(Messages.Numbered(1));
        scenario.Tick();
        scenario.Zlb(nr: 5);
        scenario.Enqueue(Messages.Numbered(2), Messages.Numbered(3));
        Assert.Equal([5, 6], Scenario.NsOf(scenario.Tick()));

        Assert.True(proved == scenario.Facts.ProvesPeer(new SequenceNumber(ns), new SequenceNumber(nr)), why);
    }
}
