namespace Concentrator.DataPlane.Paths;

/// <summary>
/// The asynchronous line of a session, for what its owner knows of it: what this node itself has to say to a pppd
/// (<see cref="PtyLinkOptions.SplitsLink"/>) and the ACCM that an LNS negotiated over it.
/// </summary>
public interface IPtyLine
{
    /// <summary>Sends a PPP frame to pppd, from any thread. False when it did not fit the line's queue.</summary>
    bool Send(ushort protocol, ReadOnlySpan<byte> packet);

    /// <summary>Lets the peer's network protocols pass to pppd: LCP is open on both sides.</summary>
    void Open();

    /// <summary>Keeps them back again.</summary>
    void Close();

    /// <summary>Control characters to escape from now on, as with <see cref="PtyLinkOptions.Accm"/>.</summary>
    void SetAccm(uint accm);
}
