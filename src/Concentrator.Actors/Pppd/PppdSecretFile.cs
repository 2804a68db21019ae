using Concentrator.Control.Policy.Secrets;
using Concentrator.Protocol.Buffers;
using Concentrator.Protocol.Ids;

namespace Concentrator.Actors.Pppd;

/// <summary>
/// A file with the option "password" for one pppd, since every user of the machine can read a command line. Nobody but us can read it, and it
/// is gone as soon as pppd has spoken, or at its end at the latest.
/// </summary>
internal sealed class PppdSecretFile : IDisposable
{
    private const string Prefix = "pppd-", Suffix = ".secret";

    private PppdSecretFile(string path) => Path = path;

    public string Path { get; }

    /// <exception cref="IOException">The directory cannot be written.</exception>
    public static PppdSecretFile Write(string directory, SessionKey key, Secret password)
    {
        var path = System.IO.Path.Combine(directory, $"{Prefix}{key.Tunnel.Value}-{key.Session.Value}{Suffix}");

        // A leftover might be somebody else's to read.
        File.Delete(path);
        using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        file.Write(OctetText.Encode($"password {Quote(password.Text)}\n"));
        return new PppdSecretFile(path);
    }

    /// <summary>Removes what a node that was killed has left behind.</summary>
    public static void RemoveAll(string directory)
    {
        if (!Directory.Exists(directory))
            return;
        foreach (var path in Directory.EnumerateFiles(directory, $"{Prefix}*{Suffix}"))
            File.Delete(path);
    }

    /// <summary>As a word of an options file: in quotation marks, where a backslash takes the meaning from the character behind it.</summary>
    public static string Quote(string word) => $"\"{word.Replace(@"\", @"\\").Replace("\"", "\\\"")}\"";

    /// <summary>Idempotent.</summary>
    public void Dispose() => File.Delete(Path);
}
