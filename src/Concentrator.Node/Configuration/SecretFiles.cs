using Concentrator.Control.Policy.Secrets;

namespace Concentrator.Node.Configuration;

/// <summary>Reads the files with secrets that a configuration names. Relative paths start at the configuration file.</summary>
internal sealed class SecretFiles(string directory, Problems problems)
{
    private const UnixFileMode ReadableByAll = UnixFileMode.OtherRead;

    public SecretTable ReadUsers(string option, string? path) =>
        path is not null && Read(option, path) is { } content
            ? PppSecretsFile.Parse(content, Resolve(path), TryRead, problems.Errors, problems.Warnings)
            : SecretTable.Empty;

    public TunnelSecretTable ReadTunnels(string option, string? path) =>
        path is not null && Read(option, path) is { } content
            ? TunnelSecretsFile.Parse(content, Resolve(path), problems.Errors, problems.Warnings)
            : TunnelSecretTable.Empty;

    /// <summary>The first word of a file that holds one secret only.</summary>
    public Secret? ReadOne(string option, string? path)
    {
        if (path is null || Read(option, path) is not { } content)
            return null;
        if (PppSecretsFile.FirstWord(content) is { Length: > 0 } word)
            return new Secret(word);
        problems.Error(option, $"no secret in file {Resolve(path)}");
        return null;
    }

    public string Resolve(string path) => Path.GetFullPath(path, directory);

    private byte[]? Read(string option, string path)
    {
        var file = Resolve(path);
        try
        {
            if (OperatingSystem.IsLinux() && File.GetUnixFileMode(file).HasFlag(ReadableByAll))
                problems.Warn(option, $"{file} can be read by every user of this machine (chmod 600)");
            return File.ReadAllBytes(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            problems.Error(option, $"cannot be read: {fault.Message}");
            return null;
        }
    }

    private static byte[]? TryRead(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
