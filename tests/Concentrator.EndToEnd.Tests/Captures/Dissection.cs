using Concentrator.EndToEnd.Tests.Processes;

namespace Concentrator.EndToEnd.Tests.Captures;

/// <summary>What tshark reads in a capture file.</summary>
internal sealed class Dissection(string file)
{
    /// <summary>One row per packet that the filter matches, one column per field; a field that a packet lacks is empty.</summary>
    public Task<IReadOnlyList<string[]>> FieldsAsync(string displayFilter, params string[] fields) =>
        FieldsAsync(file, displayFilter, fields);

    /// <summary>tshark's whole reading of the packets that the filter matches.</summary>
    public async Task<string> DetailsAsync(string displayFilter) =>
        (await TsharkAsync(file, displayFilter, "-V")).OrFail();

    /// <summary>One line for each packet that a dissector could not read to its end, or found against its protocol.</summary>
    public async Task<IReadOnlyList<string>> MalformedAsync() =>
        Lines((await TsharkAsync(file, "_ws.malformed || _ws.short || _ws.expert.group == \"Malformed\"")).OrFail());

    internal static async Task<IReadOnlyList<string[]>> FieldsAsync(string file, string displayFilter, params string[] fields)
    {
        var result = await TsharkAsync(
            file, displayFilter, ["-T", "fields", "-E", "occurrence=f", .. fields.SelectMany(field => new[] { "-e", field })]);
        // A file that is still written to may end in half a packet; what came before it is printed all the same.
        return [.. Lines(result.Output).Select(line => line.Split('\t'))];
    }

    private static Task<CommandResult> TsharkAsync(string file, string displayFilter, params string[] options) =>
        Command.RunAsync("tshark", ["-n", "-r", file, "-Y", displayFilter, .. options]);

    private static string[] Lines(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
