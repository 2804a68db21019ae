using System.CommandLine;
using System.Diagnostics;
using Concentrator.Fuzzing;
using Concentrator.Fuzzing.Targets;

var target = new Argument<string?>("TARGET") { Description = "which (without one: all, one after the other)", Arity = ArgumentArity.ZeroOrOne };
var seconds = new Option<int>("--seconds") { Description = "for each target", DefaultValueFactory = _ => 10 };
var seed = new Option<int>("--seed") { Description = "another seed, other inputs (default: by chance)", DefaultValueFactory = _ => Random.Shared.Next() };
var input = new Option<string?>("--input") { Description = "run this input alone, in hex, as a failure shows it" };
var list = new Option<bool>("--list") { Description = "the names of the targets" };
var command = new RootCommand("Gives parsers and machines mutated input until one throws, and shows the input") { target, seconds, seed, input, list };
command.SetAction(parsed =>
{
    var chosen = FuzzTargets.All.Where(row => parsed.GetValue(target) is not { } name || row.Name == name).ToArray();
    if (parsed.GetValue(list))
        Console.WriteLine(string.Join('\n', FuzzTargets.All.Select(row => row.Name)));
    else if (chosen.Length == 0)
        Console.Error.WriteLine($"no target {parsed.GetValue(target)}; --list names them");
    else if (parsed.GetValue(input) is { } hex)
        chosen[0].Fuzz(Convert.FromHexString(hex));
    else
        return chosen.Count(row => !Survives(row, parsed.GetValue(seed), TimeSpan.FromSeconds(parsed.GetValue(seconds)))) == 0 ? 0 : 1;
    return chosen.Length == 0 ? 2 : 0;
});
return command.Parse(args).Invoke();

static bool Survives(FuzzTarget target, int seed, TimeSpan limit)
{
    var current = Array.Empty<byte>();
    var since = Stopwatch.GetTimestamp();
    // A run without an end cannot be ended from here, but be shown.
    using var watchdog = new Timer(_ =>
    {
        if (Stopwatch.GetElapsedTime(since) < TimeSpan.FromMinutes(1))
            return;
        Console.Error.WriteLine($"target {target.Name} does not come to an end with input {Convert.ToHexString(current)}");
        Environment.Exit(1);
    }, null, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5));
    var failure = FuzzRunner.Run(target, seed, long.MaxValue, limit, out var runs, started =>
    {
        current = started;
        since = Stopwatch.GetTimestamp();
    });
    Console.WriteLine(failure is null ? $"{target.Name}: {runs} inputs from seed {seed}" : $"{failure}");
    return failure is null;
}
