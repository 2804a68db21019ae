namespace Concentrator.DataPlane.Paths;

/// <summary>A PPP frame where it was received. All of it may be written, and the L2TP header before it, which nobody asks for again.</summary>
/// <param name="message">The frame, behind whatever else of its message is still there.</param>
/// <param name="start">Where the frame begins.</param>
/// <param name="packetStart">Where its information field begins.</param>
internal readonly ref struct ReceivedFrame(ushort protocol, Span<byte> message, int start, int packetStart)
{
    private readonly Span<byte> _message = message;

    public ushort Protocol => protocol;

    public Span<byte> Octets => _message[start..];

    public Span<byte> Packet => _message[packetStart..];

    public int PacketLength => _message.Length - packetStart;

    /// <summary>As much of its packet, behind what may be written over.</summary>
    /// <param name="room">How many octets that is.</param>
    public Span<byte> WithRoom(int length, out int room)
    {
        room = packetStart;
        return _message[..(packetStart + length)];
    }
}
