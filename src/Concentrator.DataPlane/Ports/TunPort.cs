using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Packets;
using Concentrator.DataPlane.Paths;
using Concentrator.DataPlane.Tables;
using Concentrator.Linux.Polling;
using Concentrator.Linux.Tun;

namespace Concentrator.DataPlane.Ports;

/// <summary>A TUN device on one of the TUN loops, and whose its packets are.</summary>
internal sealed class TunPort : ITunPort, IPollHandler
{
    private readonly TunReader _reader;
    private readonly PollRegistration _registration;
    private readonly AddressTable<TunAttachment>? _subscribers;
    private TunAttachment? _only;

    public TunPort(TunDevice device, TunUse use, TunReader reader)
    {
        (Device, _reader) = (device, reader);
        _subscribers = use == TunUse.ManySubscribers ? new AddressTable<TunAttachment>() : null;
        _registration = reader.Loop.Watch(device, PollEvents.Readable, this);
    }

    public TunDevice Device { get; }

    public string Name => Device.Name;

    public TunAttachment? Find(UInt128 destination) => _subscribers is null ? Volatile.Read(ref _only) : _subscribers.Find(destination);

    public void Enter(TunAttachment attachment)
    {
        if (_subscribers is null)
            Volatile.Write(ref _only, attachment);
        else
            foreach (var network in attachment.Networks)
                _subscribers.Set(network, attachment);
    }

    /// <summary>Takes out what is still this attachment's.</summary>
    public void Leave(TunAttachment attachment)
    {
        if (_subscribers is null)
            Interlocked.CompareExchange(ref _only, null, attachment);
        else
            foreach (var network in attachment.Networks)
                _subscribers.Remove(network, attachment);
    }

    /// <summary>Gives a packet to the kernel, at once or, on a loop that gathers them, with others of its flow when the batch is done.</summary>
    public DropReason Write(ReadOnlySpan<byte> octets, in IpPacket packet) =>
        TunWrites.Current is { } writes ? writes.Add(this, octets, packet)
        : Device.Write(octets) ? DropReason.None
        : DropReason.TunWriteFailed;

    public void OnReady(PollEvents events) => _reader.Pump(this);

    /// <summary>Stops reading a device that somebody removed.</summary>
    public void Forget() => _registration.Forget();

    public void Dispose() => _reader.Loop.Run(() =>
    {
        Forget();
        Device.Dispose();
    });
}
