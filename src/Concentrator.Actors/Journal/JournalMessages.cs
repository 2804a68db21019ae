namespace Concentrator.Actors.Journal;

public static class JournalCommands
{
    /// <summary>
    /// Told to the journal actor by tunnels and sessions. Never answered: nobody waits for the journal, and when it is too slow
    /// or broken facts are dropped and counted.
    /// </summary>
    public sealed record Record(IJournalFact Fact);
}
