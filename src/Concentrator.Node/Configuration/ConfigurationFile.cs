using System.Text.Json;
using Concentrator.Control.Policy;
using Microsoft.Extensions.Configuration;

namespace Concentrator.Node.Configuration;

/// <summary>
/// The configuration file: JSON with comments and trailing commas, each value of which the environment can override
/// (CONCENTRATOR__NODE__LOGLEVEL, CONCENTRATOR__LNS__0__POOL).
/// </summary>
public static class ConfigurationFile
{
    public const string EnvironmentPrefix = "CONCENTRATOR__";

    /// <param name="stateDirectory">From the command line; goes before what the file says.</param>
    public static LoadedConfiguration Load(string path, string? stateDirectory = null) => Load(path, stateDirectory, RuntimeAdditions.None, start: null);

    /// <param name="additions">What operators have added to the running node.</param>
    /// <param name="start">What the node was started with, which stays as far as only a restart changes it; null: the file alone counts.</param>
    internal static LoadedConfiguration Load(string path, string? stateDirectory, RuntimeAdditions additions, ConcentratorOptions? start)
    {
        try
        {
            using var content = File.OpenRead(path);
            return Read(content, path, stateDirectory, additions, start);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return new LoadedConfiguration(null, [new ConfigurationProblem(path, $"cannot be read: {fault.Message}")], []);
        }
    }

    /// <param name="path">For places, and where relative paths in it start.</param>
    internal static LoadedConfiguration Read(Stream content, string path, string? stateDirectory = null, RuntimeAdditions? additions = null, ConcentratorOptions? start = null)
    {
        additions ??= RuntimeAdditions.None;
        var problems = new Problems();
        var overrides = new Dictionary<string, string?>();
        if (stateDirectory is not null)
            overrides["node:stateDirectory"] = Path.GetFullPath(stateDirectory);

        ConcentratorOptions? options = null;
        NodeConfiguration? configuration = null;
        try
        {
            var sources = new ConfigurationBuilder()
                .AddJsonStream(content)
                .AddEnvironmentVariables(EnvironmentPrefix)
                .AddInMemoryCollection(overrides)
                .Build();
            options = new OptionsReader(problems.Errors).Read<ConcentratorOptions>(sources);
            var effective = start is null ? options : options.Since(start);
            var directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
            configuration = additions.Locate(problems, () => new ConfigurationMapper(additions.AddTo(effective, problems), directory, problems).Map());
        }
        catch (Exception fault) when (fault is FormatException or JsonException or InvalidDataException)
        {
            problems.Error(PlaceOf(path, fault), $"is not JSON: {(fault.InnerException ?? fault).Message}");
        }
        return new LoadedConfiguration(problems.Errors.Count == 0 ? configuration : null, problems.Errors.ToValueList(), problems.Warnings.ToValueList())
        {
            Options = options,
        };
    }

    private static string PlaceOf(string path, Exception fault) =>
        (fault as JsonException ?? fault.InnerException as JsonException)?.LineNumber is { } line ? $"{path}:{line + 1}" : path;
}
