using System.Globalization;
using System.Text;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;

namespace Concentrator.Node.Hosting;

/// <summary>
/// A log event as one line. Much of what is logged was said by peers who have proved nothing: what could begin a line of its own, or make a terminal show
/// other than what is there, is escaped. An exception's lines follow, indented.
/// </summary>
public sealed class LineFormatter : ITextFormatter
{
    private static readonly MessageTemplateTextFormatter Line = new("{Timestamp:HH:mm:ss.fff} {Level:u3} {Place}{Message:lj}", CultureInfo.InvariantCulture);

    public void Format(LogEvent logEvent, TextWriter output)
    {
        using var line = new StringWriter(CultureInfo.InvariantCulture);
        Line.Format(logEvent, line);
        output.WriteLine(Printable(line.ToString()));
        if (logEvent.Exception is not { } exception)
            return;
        foreach (var part in exception.ToString().Split('\n'))
            output.WriteLine($"  {Printable(part.TrimEnd('\r'))}");
    }

    private static string Printable(string text)
    {
        if (!text.Any(IsUnsafe))
            return text;
        var safe = new StringBuilder(text.Length + 16);
        foreach (var character in text)
            _ = IsUnsafe(character) ? safe.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}") : safe.Append(character);
        return safe.ToString();
    }

    /// <summary>Control characters, the invisible ones that reorder text, and other line ends.</summary>
    private static bool IsUnsafe(char character) => character != '\t' && char.GetUnicodeCategory(character) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
