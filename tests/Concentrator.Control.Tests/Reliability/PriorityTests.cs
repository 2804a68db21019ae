using Concentrator.Control.Reliability;
using Concentrator.Protocol.L2tp;
using Xunit;

namespace Concentrator.Control.Tests.Reliability;

/// <summary>The order of what is not yet sent.</summary>
public class PriorityTests
{
    [Fact]
    public void Hello_should_overtake_what_is_not_yet_sent()
    {
        var scenario = Waiting();
        scenario.Enqueue(Messages.Hello);
        scenario.Zlb(nr: 1);

        Assert.Equal([MessageType.Hello, MessageType.Icrp], Types(scenario.Tick()));
    }

    [Fact]
    public void Hello_should_not_be_sent_twice_at_a_time()
    {
        var scenario = new Scenario();

        Assert.Equal(EnqueueResult.Queued, scenario.Channel.Enqueue(Messages.Hello));
        Assert.Equal(EnqueueResult.Needless, scenario.Channel.Enqueue(Messages.Hello));
        scenario.Tick();
        Assert.Equal(EnqueueResult.Needless, scenario.Channel.Enqueue(Messages.Hello));
        scenario.Zlb(nr: 1);
        Assert.Equal(EnqueueResult.Queued, scenario.Channel.Enqueue(Messages.Hello));
    }

    [Fact]
    public void StopCcn_should_discard_what_is_not_yet_sent()
    {
        var scenario = Waiting();
        scenario.Enqueue(Messages.StopCcn);
        scenario.Zlb(nr: 1);

        Assert.Equal([MessageType.StopCcn], Types(scenario.Tick()));
        Assert.Equal(0, scenario.Facts.Queued);
    }

    [Fact]
    public void StopCcn_should_not_overtake_what_is_sent()
    {
        var scenario = Waiting();
        scenario.Enqueue(Messages.StopCcn);

        Assert.Equal([0], Scenario.NsOf(scenario.After(1)));
        scenario.Zlb(nr: 1);
        Assert.Equal([1], Scenario.NsOf(scenario.Tick()));
    }

    [Fact]
    public void Nothing_should_follow_a_StopCcn()
    {
        var scenario = new Scenario();
        scenario.Enqueue(Messages.StopCcn);

        Assert.Equal(EnqueueResult.Stopped, scenario.Channel.Enqueue(Messages.Numbered(1)));
        Assert.Equal(EnqueueResult.Stopped, scenario.Channel.Enqueue(Messages.Hello));
        Assert.Equal(EnqueueResult.Stopped, scenario.Channel.Enqueue(Messages.StopCcn));
    }

    [Fact]
    public void Cdn_should_discard_what_is_not_yet_sent_of_its_call()
    {
        var scenario = Waiting();
        scenario.Enqueue(Messages.Numbered(9, call: 7), Messages.Cdn(7));

        Assert.Equal([1, 2], Drain(scenario).Where(message => message is not Protocol.L2tp.Messages.Cdn).Select(Messages.NumberOf));
    }

    [Fact]
    public void Cdn_should_leave_other_calls_alone_and_come_after_them()
    {
        var scenario = Waiting();
        scenario.Enqueue(Messages.Numbered(9, call: 8), Messages.Cdn(7));

        Assert.Equal([MessageType.Icrp, MessageType.Icrp, MessageType.Icrp, MessageType.Cdn], Drain(scenario).Select(message => message.Type));
    }

    [Fact]
    public void Cdn_should_not_overtake_what_was_sent_of_its_call()
    {
        var scenario = new Scenario();
        scenario.Enqueue(Messages.Request(7));
        scenario.Tick();
        scenario.Enqueue(Messages.Cdn(7));

        Assert.Equal([MessageType.Icrq], Types(scenario.After(1)));
        scenario.Zlb(nr: 1);
        Assert.Equal([MessageType.Cdn], Types(scenario.Tick()));
    }

    [Fact]
    public void Cdn_should_not_be_sent_for_a_call_that_the_peer_was_never_asked_for()
    {
        var scenario = Waiting();
        scenario.Enqueue(Messages.Request(7));

        Assert.Equal(EnqueueResult.Needless, scenario.Channel.Enqueue(Messages.Cdn(7)));
        Assert.Equal([MessageType.Icrp, MessageType.Icrp], Drain(scenario).Select(message => message.Type));
    }

    [Fact]
    public void Cdn_of_no_call_of_ours_should_discard_nothing()
    {
        var scenario = Waiting();
        scenario.Enqueue(Messages.Cdn(0));

        Assert.Equal(3, scenario.Facts.Queued);
    }

    [Fact]
    public void Queue_that_is_full_should_refuse_new_calls_and_take_what_ends_others()
    {
        var scenario = new Scenario(Scenario.Options with { SendQueueLimit = 2 });
        scenario.Enqueue(Messages.Request(1), Messages.Request(2));
        Assert.Equal(EnqueueResult.Full, scenario.Channel.Enqueue(Messages.Request(3)));
        Assert.Equal(EnqueueResult.Full, scenario.Channel.Enqueue(Messages.Cdn(0)));
        foreach (var call in Enumerable.Range(10, 3000))
            Assert.Equal(EnqueueResult.Queued, scenario.Channel.Enqueue(Messages.Cdn((ushort)call)));
    }

    [Fact]
    public void Queue_should_say_when_it_is_full()
    {
        var scenario = new Scenario(Scenario.Options with { SendQueueLimit = 2 });
        Assert.Equal(EnqueueResult.Queued, scenario.Channel.Enqueue(Messages.Numbered(1)));
        Assert.Equal(EnqueueResult.Queued, scenario.Channel.Enqueue(Messages.Numbered(2)));
        Assert.Equal(EnqueueResult.Full, scenario.Channel.Enqueue(Messages.Numbered(3)));

        Assert.Equal(EnqueueResult.Queued, scenario.Channel.Enqueue(Messages.StopCcn));
    }

    /// <summary>One message is under way and two wait.</summary>
    private static Scenario Waiting()
    {
        var scenario = new Scenario();
        scenario.Enqueue(Messages.Numbered(0), Messages.Numbered(1), Messages.Numbered(2));
        scenario.Tick();
        return scenario;
    }

    private static MessageType[] Types(IEnumerable<Transmission> sent) => [.. sent.Select(one => one.Message!.Message.Type)];

    private static List<ControlMessage> Drain(Scenario scenario)
    {
        List<ControlMessage> sent = [];
        while (!scenario.Channel.IsDrained)
        {
            scenario.Zlb(nr: scenario.Facts.Ns.Value);
            sent.AddRange(scenario.Tick().Select(one => one.Message!.Message));
        }

        return sent;
    }
}
