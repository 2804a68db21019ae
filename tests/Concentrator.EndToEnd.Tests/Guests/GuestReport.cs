using System.Text.RegularExpressions;

namespace Concentrator.EndToEnd.Tests.Guests;

/// <summary>
/// What a guest script reported: one line <c>CASE name PASS detail</c> or <c>CASE name FAIL detail</c> per case, as tests/guests/guest.sh's
/// <c>report</c> prints it.
/// </summary>
internal sealed partial class GuestReport(string output, int exitCode)
{
    private readonly Dictionary<string, (bool Passed, string Detail)> _cases = CaseLine().Matches(output).ToDictionary(
        match => match.Groups["name"].Value,
        match => (match.Groups["outcome"].Value == "PASS", match.Groups["detail"].Value));

    /// <summary>Everything the script wrote.</summary>
    public string Output => output;

    public int ExitCode => exitCode;

    /// <summary>The names of the cases that were reported.</summary>
    public IReadOnlyCollection<string> Cases => _cases.Keys;

    /// <summary>Fails the test unless the case was reported and passed.</summary>
    public void ShouldPass(string name)
    {
        if (!_cases.TryGetValue(name, out var outcome))
            Assert.Fail($"The guest never reported \"{name}\" (exit code {exitCode}). It wrote:\n{output}");
        if (!outcome.Passed)
            Assert.Fail($"{outcome.Detail}\n{LogOf(name)}");
    }

    /// <summary>What a case had to tell in one line.</summary>
    public string DetailOf(string name) => _cases[name].Detail;

    private string LogOf(string name) =>
        string.Join('\n', output.Split('\n').Where(line => line.StartsWith($"  {name}| ", StringComparison.Ordinal)));

    [GeneratedRegex(@"^CASE (?<name>\S+) (?<outcome>PASS|FAIL) ?(?<detail>.*)$", RegexOptions.Multiline)]
    private static partial Regex CaseLine();
}
