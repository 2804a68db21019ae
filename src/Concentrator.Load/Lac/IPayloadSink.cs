namespace Concentrator.Load.Lac;

/// <summary>Takes the packets that arrive for the subscribers.</summary>
internal interface IPayloadSink
{
    /// <param name="number">Of the session on which it came.</param>
    /// <param name="packet">An IP packet, or what the LNS took for one. Valid for the call only.</param>
    void OnPayload(int number, ReadOnlySpan<byte> packet);
}
