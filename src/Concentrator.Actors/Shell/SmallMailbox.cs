using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace Concentrator.Actors.Shell;

/// <summary>
/// A mailbox for actors of which there are many and which are told little: it holds nothing while it is empty but a few octets, where Akka's own keeps a
/// kilobyte for each actor. What the actor is told is bounded by those who tell it, as everywhere.
/// </summary>
public sealed class SmallMailbox(Settings settings, Config config) : MailboxType(settings, config)
{
    /// <summary>For <c>Props.WithMailbox</c>.</summary>
    public const string Id = "concentrator.small-mailbox";

    /// <summary>One object for all actors that have nothing else deployed (<see cref="PropsOfMany{TActor}"/>), where WithMailbox makes one for each.</summary>
    internal static readonly Deploy Deployment = Deploy.None.WithMailbox(Id);

    /// <summary>Makes the mailbox known to an actor system.</summary>
    internal static readonly string Configuration = $$"""{{Id}} { mailbox-type = "{{typeof(SmallMailbox).AssemblyQualifiedName}}" }""";

    public override IMessageQueue Create(IActorRef owner, ActorSystem system) => new SmallQueue();

    /// <summary>Messages in a ring that grows when it is full, and is let go when a burst is over. Nobody else sees it, so it can be its own lock.</summary>
    private sealed class SmallQueue : IMessageQueue
    {
        private const int First = 4, MostKept = 16;

        private Envelope[] _ring = [];
        private int _head, _count;

        public bool HasMessages => Volatile.Read(ref _count) > 0;

        public int Count => Volatile.Read(ref _count);

        public void Enqueue(IActorRef receiver, Envelope envelope)
        {
            lock (this)
            {
                if (_count == _ring.Length)
                    Grow();
                _ring[(_head + _count) % _ring.Length] = envelope;
                Volatile.Write(ref _count, _count + 1);
            }
        }

        public bool TryDequeue(out Envelope envelope)
        {
            lock (this)
            {
                if (_count == 0)
                {
                    envelope = default;
                    return false;
                }

                envelope = _ring[_head];
                _ring[_head] = default;
                _head = (_head + 1) % _ring.Length;
                Volatile.Write(ref _count, _count - 1);
                if (_count == 0 && _ring.Length > MostKept)
                    (_ring, _head) = ([], 0);
                return true;
            }
        }

        public void CleanUp(IActorRef owner, IMessageQueue deadletters)
        {
            while (TryDequeue(out var message))
                deadletters.Enqueue(owner, message);
        }

        private void Grow()
        {
            var larger = new Envelope[Math.Max(First, 2 * _ring.Length)];
            for (var i = 0; i < _count; i++)
                larger[i] = _ring[(_head + i) % _ring.Length];
            (_ring, _head) = (larger, 0);
        }
    }
}
