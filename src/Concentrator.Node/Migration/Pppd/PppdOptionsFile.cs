using System.Text;
using Concentrator.Control.Policy.Secrets;

namespace Concentrator.Node.Migration.Pppd;

/// <summary>An option of a pppd options file.</summary>
/// <param name="Place">File and line.</param>
internal sealed record PppdEntry(string Word, IReadOnlyList<string> Arguments, string Place)
{
    public IEnumerable<string> Words => [Word, .. Arguments];

    /// <summary>What follows "password" is not for the report.</summary>
    public override string ToString() => string.Join(' ', Word == "password" ? [Word] : Words);
}

/// <summary>Reads pppd's options files, and those that they name in turn, into the terms of a profile.</summary>
internal sealed class PppdOptionsFile(PppTerms terms)
{
    /// <summary>A file that names itself comes to an end here.</summary>
    private const int DeepestNesting = 8;

    private const string Peers = "/etc/ppp/peers";

    /// <param name="option">What names the file, and where: for the report when it cannot be read.</param>
    public void Read(string path, string place, string option, int nesting = 0)
    {
        byte[] content;
        try
        {
            content = File.ReadAllBytes(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            terms.Report.Note(Fate.NotCarried, place, option, $"{path} cannot be read here: {fault.Message}");
            return;
        }
        Read(content, path, nesting);
    }

    /// <param name="file">Its name, for places.</param>
    internal void Read(ReadOnlySpan<byte> content, string file, int nesting = 0)
    {
        var reader = new SecretsWords(content);
        while (reader.TryRead(out var line))
        {
            var place = $"{file}:{line.Number}";
            if (line.Error is not null)
                terms.Report.Error(place, line.Error);
            else
                ReadLine([.. line.Words.Select(Encoding.UTF8.GetString)], place, file, nesting);
        }
    }

    private void ReadLine(string[] words, string place, string file, int nesting)
    {
        for (var at = 0; at < words.Length;)
        {
            var word = words[at++];
            var option = PppdOptions.Find(word);
            // Of a word that nobody knows nobody knows either how many words belong to it: the rest of its line, mostly.
            var length = option?.Arguments ?? words.Length - at;
            if (length > words.Length - at)
            {
                terms.Report.Error(place, $"\"{word}\" needs {(length == 1 ? "a word" : $"{length} words")} after it");
                return;
            }
            var entry = new PppdEntry(word, words[at..(at + length)], place);
            at += length;
            if (word is "file" or "call")
                Include(entry, file, nesting);
            else if (option is not null)
                option.Carry(terms, entry);
            else
                terms.OnlyByPppd(entry.Words, place, entry.ToString(), "this program does not know the option", authenticates: true);
        }
    }

    private void Include(PppdEntry entry, string file, int nesting)
    {
        if (nesting == DeepestNesting)
            terms.Report.Error(entry.Place, "too many files that name each other");
        else
            Read(Path.GetFullPath(entry.Arguments[0], entry.Word == "call" ? Peers : Path.GetDirectoryName(Path.GetFullPath(file))!),
                entry.Place, entry.ToString(), nesting + 1);
    }
}
