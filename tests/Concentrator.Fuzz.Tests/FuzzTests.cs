using System.Text;
using Concentrator.Fuzzing.Targets;
using Xunit;

namespace Concentrator.Fuzzing.Tests;

/// <summary>Every target for a moment, always the same one; `dotnet run --project tests/Concentrator.Fuzz` goes on for as long as one likes.</summary>
public class FuzzTests
{
    private const int Seed = 1998;

    public static TheoryData<string> Names => [.. FuzzTargets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Target_should_bear_anything(string name)
    {
        var target = FuzzTargets.All.Single(target => target.Name == name);
        var failure = FuzzRunner.Run(target, Seed, target.Runs, TimeSpan.FromMinutes(5), out var runs);
        Assert.True(failure is null, failure?.ToString());
        Assert.Equal(target.Runs, runs);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Target_should_bear_nothing_at_all(string name) => FuzzTargets.All.Single(target => target.Name == name).Fuzz([]);

    [Theory]
    [MemberData(nameof(Names))]
    public void Target_should_have_something_to_start_from(string name) => Assert.NotEmpty(FuzzTargets.All.Single(target => target.Name == name).Corpus());

    [Fact]
    public void Failing_input_should_be_found_made_small_and_be_repeatable()
    {
        var target = new FuzzTarget("bad", input => Assert.False(input.IndexOf("oops"u8) >= 0), () => [Encoding.ASCII.GetBytes("what happens? oops, this"), "harmless"u8.ToArray()]);

        var failure = FuzzRunner.Run(target, Seed, 1000, TimeSpan.FromMinutes(1), out _);

        Assert.Equal("6F6F7073", failure!.Hex);
        Assert.Equal(failure.ToString(), FuzzRunner.Run(target, Seed, 1000, TimeSpan.FromMinutes(1), out _)!.ToString());
        Assert.Contains("dotnet run --project tests/Concentrator.Fuzz -- bad --input 6F6F7073", failure.ToString());
    }

    [Fact]
    public void Mutations_should_be_the_same_for_the_same_seed_and_stay_within_bounds()
    {
        byte[][] corpus = [[1, 2, 3, 4], new byte[Mutator.LongestInput]];
        var inputs = Enumerable.Range(0, 2000).Select(index => Mutator.Mutate(corpus, new Random(index))).ToArray();
        Assert.Equal(inputs, Enumerable.Range(0, 2000).Select(index => Mutator.Mutate(corpus, new Random(index))));
        Assert.All(inputs, input => Assert.InRange(input.Length, 0, Mutator.LongestInput));
        Assert.True(inputs.DistinctBy(Convert.ToHexString).Count() > 1500);
    }
}
