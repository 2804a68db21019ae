using System.Text;

namespace Concentrator.Benchmarks.Reports;

/// <summary>A table as the documentation has it: the first column to the left, the others to the right.</summary>
internal sealed class MarkdownTable(params string[] heads)
{
    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells) => _rows.Add(cells);

    public override string ToString()
    {
        var text = new StringBuilder();
        void Line(IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells).AppendLine(" |");
        Line(heads);
        Line(heads.Select((_, i) => i == 0 ? "---" : "---:"));
        foreach (var row in _rows)
            Line(row);
        return text.ToString();
    }
}
