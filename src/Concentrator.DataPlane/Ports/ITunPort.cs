namespace Concentrator.DataPlane.Ports;

/// <summary>
/// A TUN device. Its addresses, routes and MTU are set through <see cref="IDataPlane.NetworkOf"/>. Disposing it removes the device, which the kernel takes tens of
/// milliseconds for.
/// </summary>
public interface ITunPort : IDisposable
{
    /// <summary>The interface name that the kernel gave.</summary>
    string Name { get; }

    /// <summary>The same, but waits for nothing: the device will be gone soon, and its name is free for whoever opens another here.</summary>
    void Release();
}
