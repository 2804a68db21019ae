using System.Globalization;
using Concentrator.EndToEnd.Tests.NetworkNamespaces;

namespace Concentrator.EndToEnd.Tests.Native.Abuse;

/// <summary>What the kernel counts of a host's UDP over IPv4 (/proc/net/snmp).</summary>
/// <param name="Received">Datagrams that a socket read.</param>
/// <param name="Lost">Datagrams that no socket read: its buffer was full, or they were broken. Those that no socket was for are not among them.</param>
internal readonly record struct UdpStatistics(long Received, long Lost, long Sent)
{
    public static async Task<UdpStatistics> ReadAsync(NamespaceHost host)
    {
        var rows = (await host.RunAsync("cat", "/proc/net/snmp")).OrFail().Split('\n').Where(line => line.StartsWith("Udp:", StringComparison.Ordinal)).ToArray();
        var values = rows[0].Split(' ').Zip(rows[1].Split(' '), (name, value) => (name, value)).Skip(1)
            .ToDictionary(column => column.name, column => long.Parse(column.value, CultureInfo.InvariantCulture));
        return new UdpStatistics(values["InDatagrams"], values["InErrors"], values["OutDatagrams"]);
    }

    /// <summary>Whether no datagram waits in a socket of the host: those count as received only when they are read.</summary>
    public static async Task<bool> IsAllReadAsync(NamespaceHost host)
    {
        const int queues = 4;   // tx_queue:rx_queue, in octets (proc_net_udp(5))
        var sockets = (await host.RunAsync("cat", "/proc/net/udp")).OrFail().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1);
        return sockets.All(socket => socket.Split(' ', StringSplitOptions.RemoveEmptyEntries)[queues].EndsWith(":00000000", StringComparison.Ordinal));
    }
}
