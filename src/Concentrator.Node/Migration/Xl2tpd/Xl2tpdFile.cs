using Concentrator.Control.Policy;

namespace Concentrator.Node.Migration.Xl2tpd;

/// <summary>The kinds of sections of xl2tpd.conf.</summary>
[Flags]
internal enum Xl2tpdContext
{
    Global = 1,
    Lns = 2,
    Lac = 4,
    Both = Lns | Lac,
}

/// <param name="Place">File and line.</param>
internal sealed record Xl2tpdEntry(string Keyword, string Value, string Place)
{
    public override string ToString() => $"{Keyword} = {Value}";
}

/// <param name="Name">Of an LNS or LAC; "default" is what is for everybody.</param>
internal sealed record Xl2tpdSection(Xl2tpdContext Context, string Name, string Place)
{
    public List<Xl2tpdEntry> Entries { get; } = [];

    public bool IsDefault => Name.Equals("default", StringComparison.OrdinalIgnoreCase);
}

/// <summary>xl2tpd.conf: sections in brackets with lines "option = value", and comments that begin with a semicolon wherever it stands.</summary>
internal static class Xl2tpdFile
{
    /// <summary>xl2tpd reads no further than this on a line, and takes the rest for a line of its own.</summary>
    private const int LongestLine = 1023;

    /// <summary>What xl2tpd keeps of a value.</summary>
    private const int LongestValue = 99;

    /// <param name="file">Its name, for places.</param>
    /// <param name="errors">Gets what xl2tpd would refuse, too; such lines are left out.</param>
    /// <returns>Sections in their order, those of the same name together where the first of them stands.</returns>
    public static IReadOnlyList<Xl2tpdSection> Parse(string text, string file, ICollection<ConfigurationProblem> errors)
    {
        var sections = new List<Xl2tpdSection>();
        Xl2tpdSection? current = null;
        var isLost = false;
        foreach (var (index, whole) in text.Split('\n').Index())
        {
            var place = $"{file}:{index + 1}";
            var line = whole.Split(';')[0].Trim();
            if (whole.Length > LongestLine && line.Length > 0)
                Error($"is longer than {LongestLine} characters, which xl2tpd reads as several lines");
            else if (line.StartsWith('['))
                current = Section(line, place);
            else if (line.Length > 0 && line.IndexOf('=') is var sign)
            {
                var (keyword, value) = sign < 0 ? (line, "") : (line[..sign].Trim(), line[(sign + 1)..].Trim());
                if (sign < 0)
                    Error("has no \"=\"; comments begin with \";\"");
                else if (current is null && !isLost)
                    Error($"\"{keyword}\" stands before any section");
                else if (value.Length > LongestValue)
                    Error($"the value of \"{keyword}\" is longer than {LongestValue} characters");
                else
                    current?.Entries.Add(new Xl2tpdEntry(keyword.ToLowerInvariant(), value, place));
            }
            isLost |= current is null && line.Length > 0;

            void Error(string what) => errors.Add(new ConfigurationProblem(place, what));
        }
        return sections;

        Xl2tpdSection? Section(string line, string place)
        {
            var words = line.Split(']')[0].TrimStart('[').Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            Xl2tpdContext? context = words is [] ? null : words[0].ToLowerInvariant() switch
            {
                "global" => Xl2tpdContext.Global,
                "lns" => Xl2tpdContext.Lns,
                "lac" => Xl2tpdContext.Lac,
                _ => null,
            };
            var name = words.ElementAtOrDefault(1) ?? "";
            var error = !line.Contains(']') ? "the bracket is not closed"
                : context is null ? $"\"{line}\" is none of [global], [lns NAME] and [lac NAME]"
                : context is not Xl2tpdContext.Global && name.Length == 0 ? "has no name"
                : null;
            if (error is not null)
                errors.Add(new ConfigurationProblem(place, error));
            var section = new Xl2tpdSection(context ?? Xl2tpdContext.Global, context is Xl2tpdContext.Global ? "" : name, place);
            if (error is null && sections.Find(other => other.Context == context && other.Name.Equals(section.Name, StringComparison.OrdinalIgnoreCase)) is { } known)
                return known;
            // What follows a bad head is still read, for the errors in it.
            if (error is null)
                sections.Add(section);
            return section;
        }
    }
}
