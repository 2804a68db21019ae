using System.Runtime.InteropServices;
using Concentrator.Node.Control;

namespace Concentrator.Node.Hosting;

/// <summary>SIGHUP reads the configuration file again, as `concentrator reload` does; what came of it is in the log.</summary>
internal static class ReloadSignal
{
    public static IDisposable Register(IConfigurationReload configuration) => PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
    {
        context.Cancel = true;
        _ = configuration.ReloadAsync(CancellationToken.None);
    });
}
