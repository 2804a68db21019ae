using Akka;
using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;

namespace Concentrator.Actors.Journal;

/// <summary>Key of /user/journal in the <see cref="ActorRegistry"/>.</summary>
public sealed class JournalKey;

public static class JournalRegistration
{
    /// <summary>Longer than a healthy disk ever needs for what waits, shorter than a person waits for a shutdown.</summary>
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(4);

    /// <summary>
    /// Starts /user/journal. Facts are kept in the SQLite file, or in no file when it is null: then those who subscribe still see what
    /// happens, but nothing of it is left after a restart. Starts nothing that can fail: how it fares is in <paramref name="health"/>.
    /// </summary>
    public static AkkaConfigurationBuilder AddJournal(
        this AkkaConfigurationBuilder builder, string? sqliteFile, JournalSettings? settings = null, JournalHealth? health = null)
    {
        var bounds = settings ?? JournalSettings.Default;
        return sqliteFile is null
            ? builder.AddJournal(store: null, bounds, health)
            : builder.WithSqliteJournal(sqliteFile).AddJournal(SqliteJournal.Store(sqliteFile, bounds), bounds, health);
    }

    private static AkkaConfigurationBuilder AddJournal(
        this AkkaConfigurationBuilder builder, JournalStore? store, JournalSettings settings, JournalHealth? health) => builder
        .AddHocon(
            ConfigurationFactory.ParseString($$"""
                akka.actor {
                  serializers.journal-facts = "{{typeof(FactSerializer).AssemblyQualifiedName}}"
                  serialization-bindings {
                    "{{typeof(IJournalFact).AssemblyQualifiedName}}" = journal-facts
                    "{{typeof(FactBatch).AssemblyQualifiedName}}" = journal-facts
                    "{{typeof(SlotSnapshot).AssemblyQualifiedName}}" = journal-facts
                  }
                }
                """),
            HoconAddMode.Prepend)
        .WithActors((system, registry) =>
        {
            var audience = new JournalAudience();
            registry.Register<JournalKey>(
                system.ActorOf(Props.Create(() => new JournalActor(store, settings, health ?? new JournalHealth(), audience)), "journal"));
        })
        .AddStartup((system, registry) => CoordinatedShutdown.Get(system).AddTask(
            CoordinatedShutdown.PhaseBeforeActorSystemTerminate, "flush-journal", () => FlushAsync(registry.Get<JournalKey>())));

    private static async Task<Done> FlushAsync(IActorRef journal)
    {
        await journal.Ask<JournalEvents.Flushed>(JournalCommands.Flush.Instance, FlushTimeout);
        return Done.Instance;
    }
}
