using Concentrator.Linux.Interop;

namespace Concentrator.Linux.Polling;

/// <summary>A kernel object that a <see cref="PollLoop"/> can watch.</summary>
public interface IPollable
{
    internal FileDescriptor Descriptor { get; }
}

/// <summary>What to do when a watched object is ready.</summary>
public interface IPollHandler
{
    /// <summary>
    /// Runs on the loop's thread. It must not block, and should do a bounded amount of work: what is left makes the object ready again.
    /// </summary>
    void OnReady(PollEvents events);
}
