namespace Concentrator.Node.Control;

/// <summary>
/// What operators add to the configuration of the running node: profiles, dialers and pools beside those of the file, written and checked as in the
/// file. A reload keeps them, a restart does not.
/// </summary>
public interface IConfigurationAdditions
{
    IReadOnlyList<AdditionStatus> Additions { get; }

    /// <summary>All profiles and dialers, those of the file among them, in the order in which they are tried.</summary>
    IReadOnlyList<ProfileStatus> Profiles { get; }

    /// <summary>Adds, or puts in the place of what has this name.</summary>
    /// <param name="json">"lns", "dialers" and "pools" as in the configuration file; "passwords" of dialers; and "source", which is only kept.</param>
    Task<ReloadReport> PutAsync(string name, string json, CancellationToken cancellation);

    Task<ReloadReport> RemoveAsync(string name, CancellationToken cancellation);
}

/// <param name="Source">What whoever added it wanted to remember with it.</param>
public sealed record AdditionStatus(string Name, string? Source, IReadOnlyList<string> Lns, IReadOnlyList<string> Dialers, IReadOnlyList<string> Pools);

/// <summary>A profile as an operator sees it (`show profiles`).</summary>
/// <param name="Kind">"lns" or "dialer".</param>
/// <param name="Addition">What it was added by; null: the configuration file.</param>
public sealed record ProfileStatus(string Name, string Kind, string? Addition);
