namespace Concentrator.EndToEnd.Tests.Native;

/// <summary>Suites that need the whole machine: they run when all others are done, one after another.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
