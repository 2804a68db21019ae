using Concentrator.Control.Policy;

namespace Concentrator.Node.Migration;

/// <summary>What became of an option that was not carried over as it was.</summary>
internal enum Fate
{
    /// <summary>It has an effect, here a somewhat different one.</summary>
    Changed,

    /// <summary>Left out, and what it did is missing.</summary>
    NotCarried,

    /// <summary>Left out, and nothing is missing: this node does so anyway, or has nothing of that kind.</summary>
    NotNeeded,

    /// <summary>Left out: the program that it was written for reads it and does nothing with it.</summary>
    Ignored,
}

/// <summary>An option and what became of it.</summary>
/// <param name="Option">As it was written, without secrets.</param>
internal sealed record ImportNote(Fate Fate, string Place, string Option, string Why)
{
    public override string ToString() => $"{Place}: {Option}: {Words(Fate)}: {Why}";

    private static string Words(Fate fate) => fate switch
    {
        Fate.Changed => "carried over, but",
        Fate.NotCarried => "not carried over",
        Fate.NotNeeded => "not needed",
        _ => "ignored by xl2tpd",
    };
}

/// <summary>Collects what is wrong with the files that are read, and what could not be said in our own words.</summary>
internal sealed class ImportReport
{
    public List<ConfigurationProblem> Errors { get; } = [];

    public List<ImportNote> Notes { get; } = [];

    /// <summary>The notes line by line, files in the order in which they came up.</summary>
    public IEnumerable<ImportNote> InOrder() => Notes
        .GroupBy(note => note.Place[..note.Place.LastIndexOf(':')])
        .SelectMany(file => file.OrderBy(note => int.Parse(note.Place[(file.Key.Length + 1)..], System.Globalization.CultureInfo.InvariantCulture)));

    public void Error(string place, string text) => Errors.Add(new ConfigurationProblem(place, text));

    /// <param name="place">"file:line".</param>
    public void Note(Fate fate, string place, string option, string why) => Notes.Add(new ImportNote(fate, place, option, why));
}
