namespace Concentrator.DataPlane.Paths;

/// <summary>Takes PPP frames that are not network payload off the receive loop. It must copy what it keeps, and neither block nor throw.</summary>
public interface IPppSink
{
    /// <param name="protocol">The PPP protocol number, after decompression.</param>
    /// <param name="packet">The information field.</param>
    void OnPppFrame(ushort protocol, ReadOnlySpan<byte> packet);
}
