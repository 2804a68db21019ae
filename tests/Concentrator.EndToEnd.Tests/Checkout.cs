namespace Concentrator.EndToEnd.Tests;

/// <summary>Where things lie in the checkout that these tests were built from.</summary>
internal static class Checkout
{
    public static string Root { get; } = FindRoot();

    /// <summary>A path below the checkout's root.</summary>
    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    /// <summary>The node's program: the one that CONCENTRATOR_PROGRAM names, as it is published, or that of the same build configuration as these tests.</summary>
    public static string ConcentratorAssembly { get; } =
        Environment.GetEnvironmentVariable("CONCENTRATOR_PROGRAM") ?? Path("src", "Concentrator.Node", "bin", Configuration(), "net10.0", "concentrator.dll");

    /// <summary>The folder of an unpacked peer, laid out by tests/peers.sh.</summary>
    public static string Peer(string package)
    {
        var folder = Path(".cache", "peers", package);
        return Directory.Exists(folder) ? folder : throw new DirectoryNotFoundException($"{folder} is missing: run tests/peers.sh.");
    }

    /// <summary>Of the unpacked package.</summary>
    public static string PeerVersion(string package) => File.ReadAllText(System.IO.Path.Combine(Peer(package), "version")).Trim();

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Concentrator.sln")))
                return folder.FullName;
        throw new DirectoryNotFoundException($"No Concentrator.sln above {AppContext.BaseDirectory}.");
    }

    // .../bin/Release/net10.0/ -> Release
    private static string Configuration() => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
}
