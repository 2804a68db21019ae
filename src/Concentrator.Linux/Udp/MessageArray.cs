using System.Runtime.InteropServices;
using Concentrator.Linux.Interop;

namespace Concentrator.Linux.Udp;

/// <summary>
/// The native structures of a batch, built once: per entry a message header with its vectors, a name and a control buffer,
/// which already point at each other.
/// </summary>
internal sealed unsafe class MessageArray
{
    private const int ControlStride = 96, NameStride = 32;

    private readonly PinnedMemory _memory;
    private readonly int _names, _controls;

    /// <param name="vectors">Per message.</param>
    public MessageArray(int capacity, int vectors = 1)
    {
        Capacity = capacity;
        var stride = sizeof(BatchMessage) + vectors * sizeof(IoVector) + NameStride + ControlStride;
        _memory = new PinnedMemory(capacity * stride);
        Start = (BatchMessage*)_memory.Start;
        Vectors = (IoVector*)(Start + capacity);
        _names = capacity * (sizeof(BatchMessage) + vectors * sizeof(IoVector));
        _controls = _names + capacity * NameStride;
        for (var i = 0; i < capacity; i++)
        {
            ref var header = ref Start[i].Header;
            header.Vectors = Vectors + i * vectors;
            header.VectorCount = (nuint)vectors;
            header.Name = _memory.Start + _names + i * NameStride;
            header.Control = _memory.Start + _controls + i * ControlStride;
        }
    }

    public int Capacity { get; }

    /// <summary>Of all messages, for the kernel; <see cref="KeepAlive"/> behind each call.</summary>
    public BatchMessage* Start { get; }

    /// <summary>Those of all messages, one after another.</summary>
    public IoVector* Vectors { get; }

    public ref BatchMessage this[int index] => ref MemoryMarshal.Cast<byte, BatchMessage>(_memory.Octets)[index];

    public Span<byte> Name(int index) => _memory.Octets.Slice(_names + index * NameStride, NameStride);

    /// <summary>What was received beside the message.</summary>
    public ReadOnlySpan<byte> Control(int index) =>
        _memory.Octets.Slice(_controls + index * ControlStride, Math.Min(ControlStride, (int)this[index].Header.ControlLength));

    /// <inheritdoc cref="PinnedMemory.KeepAlive"/>
    public void KeepAlive() => _memory.KeepAlive();

    /// <summary>The lengths are in and out: the kernel overwrites them with each receive.</summary>
    /// <param name="used">Messages that were received since the last time; at first all.</param>
    public void ExpectNames(int used)
    {
        for (var i = 0; i < used; i++)
        {
            this[i].Header.NameLength = InetEndpoint.MaxNameSize;
            this[i].Header.ControlLength = ControlStride;
        }
    }
}
