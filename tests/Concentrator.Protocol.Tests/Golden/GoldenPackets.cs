using System.Text.RegularExpressions;

namespace Concentrator.Protocol.Tests.Golden;

/// <summary>
/// The packets under Golden/. A .hex file is one packet with what it means beside each line, named "folder/file": "rfc2661" and
/// "companions" are written by hand from the RFCs' layouts, the other folders captured. A .txt file is a recorded conversation with one packet
/// to a line, named "file:line".
/// </summary>
internal static partial class GoldenPackets
{
    private static readonly SortedDictionary<string, byte[]> All = Load();

    public static IEnumerable<string> L2tpControl => All.Where(packet => (packet.Value[0] & 0x80) != 0).Select(packet => packet.Key);

    public static IEnumerable<string> L2tpData => All.Where(packet => (packet.Value[0] & 0x80) == 0).Select(packet => packet.Key);

    public static byte[] Read(string name) => [.. All[name]];

    private static SortedDictionary<string, byte[]> Load()
    {
        var packets = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var name in typeof(GoldenPackets).Assembly.GetManifestResourceNames())
        {
            using var reader = new StreamReader(typeof(GoldenPackets).Assembly.GetManifestResourceStream(name)!);
            var text = reader.ReadToEnd();
            var conversation = ConversationLine().Matches(text);
            foreach (var (index, line) in conversation.Index())
                packets[$"{name}:{index + 1}"] = Hex.Parse(line.Groups["hex"].Value);
            if (conversation.Count == 0)
                packets[name] = Hex.Parse(text);
        }

        return packets;
    }

    /// <summary>DIRECTION HEX # COMMENT.</summary>
    [GeneratedRegex("^(lac>lns|lns>lac) +(?<hex>[0-9a-f ]+)", RegexOptions.Multiline)]
    private static partial Regex ConversationLine();
}
