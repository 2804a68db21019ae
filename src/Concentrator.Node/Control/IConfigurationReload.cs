namespace Concentrator.Node.Control;

/// <summary>Reads the configuration file again and takes over what can change at run time: what SIGHUP and POST /v1/reload do.</summary>
public interface IConfigurationReload
{
    Task<ReloadReport> ReloadAsync(CancellationToken cancellation);
}

/// <param name="Applied">Options (by their path) that changed and are in force.</param>
/// <param name="NeedRestart">Options that changed in the file but keep their old value until the node is started again.</param>
/// <param name="Errors">Why the file was not taken over at all; then nothing changed.</param>
public sealed record ReloadReport(IReadOnlyList<string> Applied, IReadOnlyList<string> NeedRestart, IReadOnlyList<string> Errors)
{
    /// <summary>What is in force but could not be carried out, such as an interface that cannot be made.</summary>
    public IReadOnlyList<string> Failed { get; init; } = [];
}
