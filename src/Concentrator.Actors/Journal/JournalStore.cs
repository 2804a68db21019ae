using Akka.Actor;

namespace Concentrator.Actors.Journal;

/// <summary>Where the journal keeps its facts.</summary>
/// <param name="Name">As operators see it.</param>
/// <param name="OpenAsync">
/// Makes sure that the store can be written, and says which slots have something in it. Fails when it cannot be used; it is tried again later.
/// </param>
/// <param name="SlotJournal">
/// The actor that keeps one slot's facts: takes <see cref="SlotCommands"/>, says <see cref="SlotEvents"/> to its parent.
/// </param>
internal sealed record JournalStore(string Name, Func<Task<IReadOnlyList<byte>>> OpenAsync, Func<byte, Props> SlotJournal);
