using System.Collections.Immutable;

namespace Concentrator.Actors.Journal;

/// <summary>Stored in place of all earlier facts of a slot: fewer facts that lead to the same state.</summary>
internal sealed record SlotSnapshot(ImmutableArray<IJournalFact> Facts);
