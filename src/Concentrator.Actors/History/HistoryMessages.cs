using Akka.Actor;
using Concentrator.Actors.Operations;

namespace Concentrator.Actors.History;

/// <summary>The answer to <see cref="OperationsQueries.GetHistory"/>, newest first.</summary>
public sealed record HistoryResult(IReadOnlyList<HistoryEntry> Entries) : INoSerializationVerificationNeeded;
