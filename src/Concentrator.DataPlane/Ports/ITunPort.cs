namespace Concentrator.DataPlane.Ports;

/// <summary>A TUN device. Its addresses, routes and MTU are set through <see cref="IDataPlane.NetworkOf"/>. Disposing it removes the device.</summary>
public interface ITunPort : IDisposable
{
    /// <summary>The interface name that the kernel gave.</summary>
    string Name { get; }
}
