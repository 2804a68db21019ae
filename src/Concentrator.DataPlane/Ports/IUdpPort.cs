using Concentrator.Protocol.Ids;

namespace Concentrator.DataPlane.Ports;

/// <summary>A bound UDP socket that carries tunnels. Disposing it closes the socket; paths that still use it drop what they send.</summary>
public interface IUdpPort : IDisposable
{
    /// <summary>The address as bound; the port is the real one even when 0 was asked for.</summary>
    Endpoint Local { get; }

    /// <summary>What the kernel granted, in octets of its own accounting.</summary>
    int ReceiveBuffer { get; }

    /// <inheritdoc cref="ReceiveBuffer"/>
    int SendBuffer { get; }

    /// <summary>Datagrams that arrived and found the receive buffer full, since the port was opened.</summary>
    long ReceiveDrops { get; }

    /// <summary>
    /// Sends one datagram from any thread; it leaves from the path's local address. False when the kernel did not take it (counted, also where a thread
    /// gathers what it sends (<see cref="Departures"/>), which learns no more of it);
    /// control messages are repeated by the reliable channel, so the caller need not care.
    /// </summary>
    bool Send(in UdpPath path, ReadOnlySpan<byte> datagram);
}
