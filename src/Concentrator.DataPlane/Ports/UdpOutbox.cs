using Concentrator.Linux;
using Concentrator.Linux.Udp;

namespace Concentrator.DataPlane.Ports;

/// <summary>
/// What actors send through a port, which waits for company and leaves by one system call; in a storm those of one length to one peer as a train. All
/// threads share it, so that datagrams leave in the order in which they were added, whichever thread an actor runs on next; what other loops send may
/// overtake them. It is bounded: who finds it full empties it. What the kernel refuses is dropped and counted by the port.
/// </summary>
internal sealed class UdpOutbox(UdpSocket socket, ISendFailures failures)
{
    /// <summary>Octets of a datagram, and of all that wait together.</summary>
    public const int Longest = 1 << 16;

    private readonly Lock _adding = new(), _sending = new();
    private Half _filling = new(socket, failures), _leaving = new(socket, failures);
    private int _isWanted;

    /// <summary>Takes a datagram of <see cref="Longest"/> octets at most, to leave with the next <see cref="Flush"/>, or earlier.</summary>
    public void Add(UdpRoute route, ReadOnlySpan<byte> datagram)
    {
        while (!TryAdd(route, datagram))
            Empty();
    }

    /// <summary>Sends what waits. When another thread is sending already, that one sees to it, and this one need not wait.</summary>
    public void Flush()
    {
        Interlocked.Exchange(ref _isWanted, 1);
        SendWanted();
    }

    /// <summary>Returns when all that was added before has left.</summary>
    public void Empty()
    {
        lock (_sending)
            Send();
        SendWanted();
    }

    /// <summary>Asks again behind each turn of sending: who came during it did not get in, and has gone.</summary>
    private void SendWanted()
    {
        while (Interlocked.CompareExchange(ref _isWanted, 0, 0) != 0 && _sending.TryEnter())
        {
            try
            {
                Interlocked.Exchange(ref _isWanted, 0);
                Send();
            }
            finally
            {
                _sending.Exit();
            }
        }
    }

    private bool TryAdd(UdpRoute route, ReadOnlySpan<byte> datagram)
    {
        lock (_adding)
            return _filling.TryAdd(route, datagram);
    }

    private void Send()
    {
        lock (_adding)
        {
            if (_filling.IsEmpty)
                return;
            (_filling, _leaving) = (_leaving, _filling);
        }

        _leaving.Send();
    }

    /// <summary>While one is on its way into the kernel, the other one fills.</summary>
    private sealed unsafe class Half(UdpSocket socket, ISendFailures failures)
    {
        /// <summary>
        /// Datagrams from which on trains are made. Who looks at a call or a tunnel on the wire is to see its messages: a train is one packet there, up to where it
        /// is cut.
        /// </summary>
        private const int Storm = 8;

        private readonly SendBatch _batch = new(socket, failures);
        private readonly PinnedMemory _memory = new(Longest);
        private readonly (UdpRoute Route, int Start, int Length)[] _waiting = new (UdpRoute, int, int)[SendBatch.Capacity];
        private int _count, _used;

        public bool IsEmpty => _count == 0;

        public bool TryAdd(UdpRoute route, ReadOnlySpan<byte> datagram)
        {
            if (_count == _waiting.Length || datagram.Length > Longest - _used)
                return false;
            datagram.CopyTo(_memory.Octets[_used..]);
            _waiting[_count++] = (route, _used, datagram.Length);
            _used += datagram.Length;
            return true;
        }

        public void Send()
        {
            _batch.LongestTrain = _count < Storm ? 1 : SendBatch.LongestTrainOfKernel;
            foreach (var (route, start, length) in _waiting.AsSpan(0, _count))
                _batch.Add(route, _memory.Start + start, length);
            _batch.Flush();
            _memory.KeepAlive();
            (_count, _used) = (0, 0);
        }
    }
}
