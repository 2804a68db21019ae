using Concentrator.Control.Policy;

namespace Concentrator.Node.Configuration;

/// <summary>Collects what is wrong (the file cannot be used) and what is odd (it can).</summary>
internal sealed class Problems
{
    public List<ConfigurationProblem> Errors { get; } = [];

    public List<ConfigurationProblem> Warnings { get; } = [];

    public void Error(string place, string text) => Errors.Add(new ConfigurationProblem(place, text));

    public void Warn(string place, string text) => Warnings.Add(new ConfigurationProblem(place, text));
}
