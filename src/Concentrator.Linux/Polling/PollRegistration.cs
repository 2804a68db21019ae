namespace Concentrator.Linux.Polling;

/// <summary>
/// One object watched by one loop. Once <see cref="Forget"/> has run on the loop's own thread the handler runs no more.
/// </summary>
public sealed class PollRegistration
{
    private readonly PollLoop _loop;
    private readonly IPollable _pollable;
    private readonly long _key;

    internal PollRegistration(PollLoop loop, IPollable pollable, long key) => (_loop, _pollable, _key) = (loop, pollable, key);

    public void Change(PollEvents interest) => _loop.Change(_pollable, interest, _key);

    /// <summary>Idempotent; to be called before the object is closed.</summary>
    public void Forget() => _loop.Forget(_pollable, _key);
}
