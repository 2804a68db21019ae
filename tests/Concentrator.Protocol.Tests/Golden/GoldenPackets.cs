namespace Concentrator.Protocol.Tests.Golden;

/// <summary>The packets under Golden/, each a file of hex with what it means beside each line; named "folder/file".</summary>
internal static class GoldenPackets
{
    /// <summary>Control datagrams: written by hand from the RFC's layouts, and captured from real peers.</summary>
    public static IEnumerable<string> L2tpControl => Under("rfc2661/", "xl2tpd/", "l2tpns/");

    public static byte[] Read(string name)
    {
        using var stream = typeof(GoldenPackets).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return Hex.Parse(reader.ReadToEnd());
    }

    private static IEnumerable<string> Under(params string[] folders) => typeof(GoldenPackets).Assembly
        .GetManifestResourceNames()
        .Where(name => folders.Any(folder => name.StartsWith(folder, StringComparison.Ordinal)))
        .Order();
}
