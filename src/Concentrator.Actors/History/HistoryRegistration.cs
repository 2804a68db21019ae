using Akka.Actor;
using Akka.Hosting;
using Concentrator.Actors.Journal;

namespace Concentrator.Actors.History;

/// <summary>Key of /user/history in the <see cref="ActorRegistry"/>.</summary>
public sealed class HistoryKey;

public static class HistoryRegistration
{
    /// <summary>Starts /user/history; comes after the journal, which feeds it.</summary>
    /// <param name="capacity">Ends that are remembered; the oldest make room.</param>
    public static AkkaConfigurationBuilder AddHistory(this AkkaConfigurationBuilder builder, int capacity) =>
        builder.WithActors((system, registry) =>
        {
            var log = new HistoryLog(capacity);
            var history = system.ActorOf(Props.Create(() => new HistoryActor(log)), "history");
            registry.Register<HistoryKey>(history);
            // Here and not by the actor itself: what is recorded by those who start after it must not be missed.
            registry.Get<JournalKey>().Tell(new JournalCommands.Subscribe(history, Live: true));
        });
}
