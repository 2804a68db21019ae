using System.Text.Json;
using Spectre.Console;

namespace Concentrator.Cli.Tables;

/// <summary>Writes the API's JSON as tables; bold headings on a terminal, plain text elsewhere.</summary>
internal static class TableWriter
{
    /// <summary>Wide enough that no line is ever folded in a file or pipe.</summary>
    private const int UnfoldedWidth = 1000;

    private static readonly Padding BetweenColumns = new(left: 0, top: 0, right: 2, bottom: 0);

    private static readonly Style Heading = new(decoration: Decoration.Bold);

    /// <param name="report">{"items": […], "missing": n}</param>
    public static void WriteList(TextWriter output, string name, Column[] columns, JsonElement report)
    {
        var items = report.Field("items") is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().ToArray() : [];
        if (items.Length == 0)
            output.WriteLine($"no {name}");
        else
            Write(output, columns, items);
        if (report.Number("missing") is > 0 and var missing)
            output.WriteLine($"incomplete: {missing} did not answer in time");
    }

    /// <param name="node">The node's facts, and counters of which those at zero are left out.</param>
    public static void WriteNode(TextWriter output, Column[] facts, JsonElement node)
    {
        var grid = Borderless();
        grid.ShowHeaders = false;
        grid.AddColumn(new TableColumn("").NoWrap().Padding(BetweenColumns)).AddColumn(new TableColumn("").Padding(new Padding(0)));
        foreach (var fact in facts)
            grid.AddRow(new Text(fact.Heading, Heading), new Text(fact.Cell(node)));
        if (node.Field("counters") is { ValueKind: JsonValueKind.Object } counters)
            foreach (var counter in counters.EnumerateObject().Where(counter => counter.Value.ToString() != "0").OrderBy(counter => counter.Name, StringComparer.Ordinal))
                grid.AddRow(new Text(counter.Name), new Text(counter.Value.ToString()));
        ConsoleFor(output).Write(grid);
    }

    private static void Write(TextWriter output, Column[] columns, JsonElement[] items)
    {
        var table = Borderless();
        foreach (var column in columns)
        {
            var isLast = column == columns[^1];
            table.AddColumn(new TableColumn(new Text(column.Heading, Heading))
            {
                Alignment = column.Figure ? Justify.Right : Justify.Left,
                NoWrap = !isLast,
                Padding = isLast ? new Padding(0) : BetweenColumns,
            });
        }

        foreach (var item in items)
            table.AddRow(columns.Select(column => new Text(column.Cell(item))));
        ConsoleFor(output).Write(table);
    }

    private static Table Borderless() => new Table().Border(TableBorder.None);

    private static IAnsiConsole ConsoleFor(TextWriter output)
    {
        var terminal = ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = terminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = terminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        if (!terminal)
            console.Profile.Width = UnfoldedWidth;
        return console;
    }
}
