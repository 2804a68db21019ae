using Akka.Actor;
using Akka.Event;

namespace Concentrator.Actors.Operations;

/// <summary>
/// Gathers the answers to one query: asks, waits until nobody owes an answer any more (see <see cref="CollectStatus"/> for the rule), or until
/// the time is up, tells <see cref="StatusReport{T}"/> and stops.
/// </summary>
/// <remarks>
/// Who owes an answer may have died before the question reached it. Watching everybody would cost two system messages for each of maybe 100,000
/// sessions, so only those are watched that are still late after <see cref="Patience"/>: of the dead the news comes at once.
/// </remarks>
internal sealed class StatusCollectorActor<T> : UntypedActor, IWithTimers
{
    internal static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    /// <summary>After this time the report is made of what is there.</summary>
    internal static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    private readonly IActorRef _client;
    private readonly Func<IActorRef, object> _question;
    private readonly IActorRef _asked;
    private readonly HashSet<IActorRef> _awaited;
    private readonly List<T> _items = [];

    public StatusCollectorActor(IActorRef client, Func<IActorRef, object> question, IActorRef asked)
    {
        _client = client;
        _question = question;
        _asked = asked;
        _awaited = [asked];
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(IActorRef client, Func<IActorRef, object> question, IActorRef asked) =>
        Akka.Actor.Props.Create(() => new StatusCollectorActor<T>(client, question, asked));

    protected override void PreStart()
    {
        Timers.StartSingleTimer(nameof(Patience), Late.Instance, Patience);
        Timers.StartSingleTimer(nameof(Limit), TimeUp.Instance, Limit);
        _asked.Tell(_question(Self));
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case T item when _awaited.Remove(Sender):
                _items.Add(item);
                break;
            case ExpectStatus expected when _awaited.Remove(Sender):
                _awaited.UnionWith(expected.From);
                break;
            case Terminated gone:
                _awaited.Remove(gone.ActorRef);
                break;
            case Late:
                foreach (var actor in _awaited)
                    Context.Watch(actor);
                Timers.StartSingleTimer(nameof(Patience), Late.Instance, Patience);
                break;
            case TimeUp:
                Report();
                return;
            default:
                Unhandled(message);
                return;
        }

        if (_awaited.Count == 0)
            Report();
    }

    private void Report()
    {
        _client.Tell(new StatusReport<T>(_items, _awaited.Count));
        Context.Stop(Self);
    }

    private sealed class Late : INotInfluenceReceiveTimeout, INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly Late Instance = new();
    }

    private sealed class TimeUp : INotInfluenceReceiveTimeout, INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly TimeUp Instance = new();
    }
}
