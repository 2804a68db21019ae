using Concentrator.Control.Policy;

namespace Concentrator.Node.Configuration;

/// <summary>What came of reading a configuration file.</summary>
/// <param name="Configuration">Null when there are errors.</param>
public sealed record LoadedConfiguration(NodeConfiguration? Configuration, ValueList<ConfigurationProblem> Errors, ValueList<ConfigurationProblem> Warnings)
{
    /// <summary>What the file and the environment say. Null: it is no configuration at all.</summary>
    internal ConcentratorOptions? Options { get; init; }
}
