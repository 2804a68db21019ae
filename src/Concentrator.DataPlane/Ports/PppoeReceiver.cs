using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Paths;
using Concentrator.Linux.Ethernet;
using Concentrator.Linux.Polling;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.Pppoe;

namespace Concentrator.DataPlane.Ports;

/// <summary>
/// The PPPoE loop: takes batches of frames off the interfaces, hands discovery packets to their sink, and session frames to the session that their id
/// names, provided that they come from its host. What goes into tunnels leaves in batches, from where it lies.
/// </summary>
internal sealed unsafe class PppoeReceiver(Counters counters, Action<Exception> onFault) : IDisposable
{
    private const int MaxFrame = 9216;

    private readonly FrameReceiveBatch _batch = new(MaxFrame, SessionPath.Headroom);
    private readonly SendBatches _batches = new();

    public PollLoop Loop { get; } = new("pppoe", onFault);

    public Counters Counters => counters;

    /// <summary>One batch, as <see cref="PumpSessions"/>: a flood of discovery takes turns with the sessions' frames.</summary>
    public void PumpDiscovery(PppoePort port, PacketSocket socket)
    {
        var received = _batch.Receive(socket);
        counters.CountReceivedDiscovery(received);
        for (var i = 0; i < received; i++)
            counters.Drops.Count(_batch.IsTruncated(i) ? DropReason.PppoeMalformed : Guarded(port, i, isSession: false));
    }

    /// <summary>One batch; what is left keeps the socket readable, so the others have their turn first.</summary>
    public void PumpSessions(PppoePort port, PacketSocket socket)
    {
        var received = _batch.Receive(socket);
        var delivered = 0;
        for (var i = 0; i < received; i++)
        {
            var reason = _batch.IsTruncated(i) ? DropReason.PppoeMalformed : Guarded(port, i, isSession: true);
            counters.Drops.Count(reason);
            if (reason is DropReason.None)
                delivered++;
        }

        _batches.Flush();
        counters.CountPppoe(received, delivered);
    }

    /// <summary>A closed port's batch goes with it.</summary>
    public void Forget(UdpPort port) => Loop.Run(() => _batches.Forget(port));

    public void Dispose() => Loop.Dispose();

    /// <summary>A sink that throws costs its own frame, not the rest of the batch.</summary>
    private DropReason Guarded(PppoePort port, int index, bool isSession)
    {
        try
        {
            return isSession ? Take(port, index) : TakeDiscovery(port, index);
        }
        catch (Exception fault)
        {
            onFault(fault);
            return DropReason.InternalError;
        }
    }

    private DropReason TakeDiscovery(PppoePort port, int index)
    {
        var kind = _batch.Kind(index);
        return kind is FrameKind.OtherHost
            ? DropReason.PppoeWrongHost
            : port.Sink.OnDiscovery(port, new MacAddress(_batch.Station(index)), kind is FrameKind.Host, _batch.Frame(index));
    }

    private DropReason Take(PppoePort port, int index)
    {
        var packet = _batch.Frame(index);
        if (!PppoeHeader.TryParse(packet, out var header, out _) || header.Code is not PppoeCode.Session)
            return DropReason.PppoeMalformed;
        if (port.Find(header.Session) is not { } path)
            return DropReason.PppoeUnknownSession;
        if (_batch.Kind(index) is not FrameKind.Host || !path.IsFrom(new MacAddress(_batch.Station(index))))
            return DropReason.PppoeWrongHost;
        const int frameStart = SessionPath.Headroom + PppoeHeader.Size;
        return path.Receive(_batch.Start(index), frameStart, frameStart + header.PayloadLength, _batches);
    }
}
