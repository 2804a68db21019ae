using System.Diagnostics;

namespace Concentrator.Fuzzing;

/// <param name="Input">The shortest that was found to fail in the same way.</param>
public sealed record FuzzFailure(string Target, int Run, byte[] Input, Exception Exception)
{
    public string Hex => Convert.ToHexString(Input);

    public override string ToString() => $"""
        target {Target} failed in run {Run}: {Exception}
        input: {Hex}
        again: dotnet run --project tests/Concentrator.Fuzz -- {Target} --input {Hex}
        """;
}

/// <summary>Runs a target on mutated inputs. The same seed gives the same inputs, and each of them depends on nothing but seed and number.</summary>
public static class FuzzRunner
{
    /// <summary>One input that takes as long as this is a failure of its own.</summary>
    private static readonly TimeSpan LongestRun = TimeSpan.FromSeconds(20);

    /// <param name="runs">How many inputs were tried.</param>
    /// <param name="started">Told each input before it is tried: what a run without an end was given.</param>
    public static FuzzFailure? Run(FuzzTarget target, int seed, long most, TimeSpan limit, out long runs, Action<byte[]>? started = null)
    {
        var corpus = target.Corpus().ToArray();
        var clock = Stopwatch.StartNew();
        for (runs = 0; runs < most && clock.Elapsed < limit; runs++)
        {
            // What is known to be good comes first, as it is.
            var input = runs < corpus.Length ? corpus[runs] : Mutator.Mutate(corpus, new Random(HashOf(seed, runs)));
            started?.Invoke(input);
            if (Try(target, input) is { } exception)
                return new FuzzFailure(target.Name, (int)runs, Shorten(target, input, exception), exception);
        }
        return null;
    }

    private static Exception? Try(FuzzTarget target, byte[] input)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            target.Fuzz(input);
        }
        catch (Exception exception)
        {
            return exception;
        }
        return Stopwatch.GetElapsedTime(began) > LongestRun ? new TimeoutException($"one input took {Stopwatch.GetElapsedTime(began)}") : null;
    }

    /// <summary>Takes away what the failure does not need: ever smaller pieces, as long as it fails alike.</summary>
    private static byte[] Shorten(FuzzTarget target, byte[] input, Exception failure)
    {
        for (var piece = Math.Max(1, input.Length / 2); piece > 0; piece = piece == 1 ? 0 : piece / 2)
            for (var at = 0; at + piece <= input.Length;)
            {
                byte[] shorter = [.. input.AsSpan(0, at), .. input.AsSpan(at + piece)];
                if (failure is not TimeoutException && Try(target, shorter)?.GetType() == failure.GetType())
                    input = shorter;
                else
                    at += piece;
            }
        return input;
    }

    private static int HashOf(int seed, long run) => unchecked((int)(((ulong)seed * 0x9e3779b97f4a7c15UL + (ulong)run) * 0xbf58476d1ce4e5b9UL >> 32));
}
