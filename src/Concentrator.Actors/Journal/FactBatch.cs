using System.Collections.Immutable;

namespace Concentrator.Actors.Journal;

/// <summary>Facts of a slot that are stored together, as one event: what each event costs beside its own octets is far more than those.</summary>
internal sealed record FactBatch(ImmutableArray<IJournalFact> Facts);
