namespace Concentrator.Load.Lac;

/// <summary>Takes the datagrams that a <see cref="LoadLac"/> sends.</summary>
internal interface ILoadWire
{
    /// <param name="port">Which of the LAC's UDP ports it leaves from, from 0.</param>
    /// <param name="datagram">Valid for the call only.</param>
    void Send(int port, ReadOnlySpan<byte> datagram);
}
