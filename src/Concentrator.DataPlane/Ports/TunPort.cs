using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Packets;
using Concentrator.DataPlane.Paths;
using Concentrator.DataPlane.Tables;
using Concentrator.Linux;
using Concentrator.Linux.Polling;
using Concentrator.Linux.Tun;

namespace Concentrator.DataPlane.Ports;

/// <summary>A TUN device, a queue of it on each of its loops, and whose its packets are.</summary>
internal sealed class TunPort : ITunPort
{
    private readonly TunDevice[] _queues;
    private readonly Lane[] _lanes;
    private readonly PollLoop _releases;
    private readonly AddressTable<TunAttachment>? _subscribers;
    private TunAttachment? _only;

    /// <param name="queues">One for each of the loops.</param>
    /// <param name="releases">Where it is closed when nobody waits for that.</param>
    public TunPort(TunDevice[] queues, TunUse use, TunReader[] readers, PollLoop releases)
    {
        (_queues, _releases) = (queues, releases);
        _subscribers = use == TunUse.ManySubscribers ? new AddressTable<TunAttachment>() : null;
        _lanes = [.. queues.Zip(readers, (queue, reader) => new Lane(this, queue, reader))];
    }

    public TunDevice Device => _queues[0];

    public string Name => Device.Name;

    /// <summary>The one for a receive loop of this number: the kernel gives the answers of a flow to the queue that the flow is written to.</summary>
    public TunDevice QueueOf(int loop) => _queues.Length == 1 ? _queues[0] : _queues[loop % _queues.Length];

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

    /// <summary>Gives a packet of a session to the kernel, at once or, on a loop that gathers them, with others of its flow when the batch is done.</summary>
    /// <param name="room">Octets of the buffer before the packet, which may be written over.</param>
    public DropReason Write(SessionPath session, Span<byte> buffer, int room, in IpPacket packet)
    {
        if (TunWrites.Current is not { } writes)
            return Device.Write(buffer, room) ? DropReason.None : DropReason.TunWriteFailed;
        writes.Add(this, session, buffer, room, packet);
        return DropReason.None;
    }

    public void Release() => _releases.Post(Dispose);

    /// <summary>Not on the loops, where all other devices would wait for it too.</summary>
    public void Dispose()
    {
        foreach (var lane in _lanes)
            lane.Leave();
        foreach (var queue in _queues)
            queue.Dispose();
    }

    /// <summary>One queue on its loop.</summary>
    private sealed class Lane : IPollHandler
    {
        private readonly TunPort _port;
        private readonly TunDevice _queue;
        private readonly TunReader _reader;
        private readonly PollRegistration _registration;

        public Lane(TunPort port, TunDevice queue, TunReader reader)
        {
            (_port, _queue, _reader) = (port, queue, reader);
            _registration = reader.Loop.Watch(queue, PollEvents.Readable, this);
        }

        public void OnReady(PollEvents events)
        {
            try
            {
                _reader.Pump(_port, _queue);
            }
            catch (LinuxException)
            {
                // Somebody removed the device, which would be ready for ever.
                _registration.Forget();
                throw;
            }
        }

        /// <summary>When this returns the loop does not read it any more.</summary>
        public void Leave() => _reader.Loop.Run(_registration.Forget);
    }
}
