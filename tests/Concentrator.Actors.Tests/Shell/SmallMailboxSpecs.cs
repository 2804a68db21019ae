using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch.MessageQueues;
using Akka.Hosting;
using Concentrator.Actors.Shell;
using Concentrator.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace Concentrator.Actors.Tests.Shell;

public class SmallMailboxSpecs(ITestOutputHelper output) : HostedTestKit(output, akka => akka.AddHocon(SmallMailbox.Configuration, HoconAddMode.Prepend))
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(1000)]
    public void Messages_should_come_out_in_the_order_in_which_they_went_in(int burst)
    {
        var queue = Queue();
        for (var round = 0; round < 3; round++)
        {
            // Not from the same place in the ring each time.
            Put(queue, -1);
            Assert.Equal(-1, Take(queue));
            for (var i = 0; i < burst; i++)
                Put(queue, i);
            Assert.Equal(burst, queue.Count);
            Assert.Equal(Enumerable.Range(0, burst), Enumerable.Range(0, burst).Select(_ => Take(queue)));
            Assert.False(queue.HasMessages);
            Assert.False(queue.TryDequeue(out _));
        }
    }

    [Fact]
    public void What_an_actor_leaves_behind_should_go_to_the_dead_letters()
    {
        IMessageQueue queue = Queue(), deadLetters = Queue();
        Put(queue, 1);
        Put(queue, 2);
        queue.CleanUp(TestActor, deadLetters);
        Assert.Equal([1, 2], [Take(deadLetters), Take(deadLetters)]);
        Assert.False(queue.HasMessages);
    }

    [Fact]
    public void Actor_should_be_told_all_that_many_tell_it_at_once()
    {
        const int Senders = 4, Each = 5000;
        var actor = Sys.ActorOf(Props.Create(() => new Counting(Senders * Each, TestActor)).WithMailbox(SmallMailbox.Id));
        Parallel.For(0, Senders, sender =>
        {
            for (var i = 0; i < Each; i++)
                actor.Tell((sender, i), ActorRefs.NoSender);
        });
        ExpectMsg("all in order", TimeSpan.FromMinutes(5));
    }

    private IMessageQueue Queue() => new SmallMailbox(Sys.Settings, Config.Empty).Create(TestActor, Sys);

    private void Put(IMessageQueue queue, int message) => queue.Enqueue(TestActor, new Envelope(message, ActorRefs.NoSender, Sys));

    private static int Take(IMessageQueue queue) => queue.TryDequeue(out var envelope) ? (int)envelope.Message : throw new InvalidOperationException("empty");

    private sealed class Counting(int expected, IActorRef told) : UntypedActor
    {
        private readonly Dictionary<int, int> _next = [];
        private int _count;

        protected override void OnReceive(object message)
        {
            var (sender, number) = ((int, int))message;
            if (_next.GetValueOrDefault(sender) != number)
                told.Tell($"{number} of {sender} out of order");
            _next[sender] = number + 1;
            if (++_count == expected)
                told.Tell("all in order");
        }
    }
}
