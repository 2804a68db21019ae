using Concentrator.Load;
using Concentrator.Load.Measuring;

namespace Concentrator.Benchmarks.Lab;

/// <summary>A server in a lab of its own, to be measured again and again. Several stand side by side without noticing each other, so that their runs can take turns.</summary>
internal sealed class Stand : IAsyncDisposable
{
    private readonly Access _access;
    private readonly ServerKind _kind;
    private IServer _server;
    private bool _hasServed;

    private Stand(Access access, ServerKind kind, IServer server) => (_access, _kind, _server) = (access, kind, server);

    /// <summary>Of what is measured, as tables and graphs show it.</summary>
    public string Name => _kind.Name;

    /// <summary>The server's processor time so far.</summary>
    public TimeSpan Cpu => ProcessUsage.Of(_server.Pid).Cpu;

    /// <summary>The server's resident memory, octets.</summary>
    public long Resident => ProcessUsage.ResidentOf(_server.Pid);

    /// <inheritdoc cref="ProcessUsage.CompilingOf"/>
    public TimeSpan Compiling => ProcessUsage.CompilingOf(_server.Pid);

    public static async Task<Stand> StartAsync(ServerKind kind)
    {
        var access = await Access.MakeAsync();
        try
        {
            return new Stand(access, kind, await kind.StartAsync(access));
        }
        catch
        {
            await access.DisposeAsync();
            throw;
        }
    }

    /// <summary>To be called before each load: puts a new server in the place of one that serves once.</summary>
    public async Task PrepareAsync()
    {
        if (_hasServed && _kind.ServesOnce)
        {
            await _server.DisposeAsync();
            _server = await _kind.StartAsync(_access);
        }

        _hasServed = true;
    }

    /// <inheritdoc cref="Access.Load"/>
    /// <param name="plan">From what is alike for all loads, the whole plan.</param>
    public LoadReport Load(Func<LoadPlan, LoadPlan> plan, Action<string> atPhase) => _access.Load(_server.Signalling!(plan(_access.Plan)), atPhase);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _access.DisposeAsync();
    }
}
