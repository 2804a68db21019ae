using Concentrator.EndToEnd.Tests.NetworkNamespaces;

namespace Concentrator.EndToEnd.Tests;

/// <summary>
/// A lab, and what is started in it for one test or for all of a class. It all goes again when only some of it could be started: xunit does not dispose a test
/// that has failed to start, and disposes a fixture that has.
/// </summary>
public abstract class LabFixture : IAsyncLifetime
{
    private protected NamespaceLab Lab { get; } = new();

    public async Task InitializeAsync()
    {
        try
        {
            await StartAsync();
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>Whatever else is taken away must bear it twice, and before it was made.</summary>
    public virtual async Task DisposeAsync() => await Lab.DisposeAsync();

    /// <summary>Ends, or fails, when nothing of it is on its way any more: what starts beside something else is awaited with it.</summary>
    protected abstract Task StartAsync();
}
