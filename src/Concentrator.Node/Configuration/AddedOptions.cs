namespace Concentrator.Node.Configuration;

/// <summary>What can be added to the configuration of a running node, in the form that it has in the file.</summary>
internal sealed record AddedOptions
{
    /// <summary>Tried before those of the file, the newest first.</summary>
    public LnsOptions[] Lns { get; init; } = [];

    public DialerOptions[] Dialers { get; init; } = [];

    public Dictionary<string, PoolOptions> Pools { get; init; } = [];

    /// <summary>Of the dialers above, by their names, instead of a passwordFile.</summary>
    public Dictionary<string, string> Passwords { get; init; } = [];

    /// <summary>Kept for whoever added it.</summary>
    public string? Source { get; init; }

    public override string ToString() => nameof(AddedOptions); // for the passwords' sake
}
