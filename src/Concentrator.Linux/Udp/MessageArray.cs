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

    /// <param name="vectors">Per message.</param>
    public MessageArray(int capacity, int vectors = 1)
    {
        Capacity = capacity;
        var stride = sizeof(BatchMessage) + vectors * sizeof(IoVector) + NameStride + ControlStride;
        _memory = new PinnedMemory(capacity * stride);
        Messages = (BatchMessage*)_memory.Start;
        Vectors = (IoVector*)(Messages + capacity);
        var names = (byte*)(Vectors + capacity * vectors);
        var controls = names + capacity * NameStride;
        for (var i = 0; i < capacity; i++)
        {
            ref var header = ref Messages[i].Header;
            header.Vectors = Vectors + i * vectors;
            header.VectorCount = (nuint)vectors;
            header.Name = names + i * NameStride;
            header.Control = controls + i * ControlStride;
        }
    }

    public int Capacity { get; }

    public BatchMessage* Messages { get; }

    /// <summary>Those of all messages, one after another.</summary>
    public IoVector* Vectors { get; }

    /// <summary>The lengths are in and out: the kernel overwrites them with each receive.</summary>
    /// <param name="used">Messages that were received since the last time; at first all.</param>
    public void ExpectNames(int used)
    {
        for (var i = 0; i < used; i++)
        {
            Messages[i].Header.NameLength = InetEndpoint.MaxNameSize;
            Messages[i].Header.ControlLength = ControlStride;
        }
    }
}
