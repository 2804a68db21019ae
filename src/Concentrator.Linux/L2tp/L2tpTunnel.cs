using Concentrator.Linux.Udp;

namespace Concentrator.Linux.L2tp;

/// <summary>
/// A tunnel that the kernel knows. It looks at what arrives on the tunnel's UDP socket from now on: data of sessions that it knows is its own, all else
/// is passed on to the socket's owner. The tunnel ends with that socket.
/// </summary>
/// <exception cref="LinuxException">There is a tunnel of this id already, or CAP_NET_ADMIN is missing.</exception>
public sealed class L2tpTunnel(UdpSocket socket, ushort local, ushort peer) : PppoxSocket(socket, local, peer, 0, 0, $"make kernel tunnel {local}");
