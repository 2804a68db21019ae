namespace Concentrator.Fuzzing;

/// <summary>Takes any octets and throws when something is wrong with what it tests, never for what is wrong with the octets.</summary>
public delegate void FuzzAction(ReadOnlySpan<byte> input);

/// <param name="Name">For the command line.</param>
/// <param name="Corpus">What inputs are made from: at least one, best such as are accepted.</param>
/// <param name="Runs">Inputs in the test command: as many as take a second or two.</param>
public sealed record FuzzTarget(string Name, FuzzAction Fuzz, Func<IEnumerable<byte[]>> Corpus, int Runs = 20_000);
