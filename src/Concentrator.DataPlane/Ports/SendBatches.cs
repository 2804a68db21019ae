using Concentrator.Linux.Udp;

namespace Concentrator.DataPlane.Ports;

/// <summary>A loop's batches under way, one per UDP port: a node has a handful of ports, so they are searched in line.</summary>
/// <param name="loop">The sending loop's number, by which it has a socket of the port.</param>
internal sealed class SendBatches(int loop = 0)
{
    private readonly List<(UdpPort Port, SendBatch Batch)> _batches = [];

    public SendBatch For(UdpPort port)
    {
        foreach (var (known, batch) in _batches)
        {
            if (known == port)
                return batch;
        }

        var made = new SendBatch(port.SocketOf(loop), port);
        _batches.Add((port, made));
        return made;
    }

    public void Flush()
    {
        foreach (var (_, batch) in _batches)
            batch.Flush();
    }

    public void Forget(UdpPort port) => _batches.RemoveAll(entry => entry.Port == port);
}
