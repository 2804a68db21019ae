namespace Concentrator.DataPlane.Paths;

/// <summary>The line from a session to its pppd, for what this node itself has to say on it (<see cref="PtyLinkOptions.SplitsLink"/>).</summary>
public interface IPtyLine
{
    /// <summary>Sends a PPP frame to pppd, from any thread. False when it did not fit the line's queue.</summary>
    bool Send(ushort protocol, ReadOnlySpan<byte> packet);

    /// <summary>Lets the peer's network protocols pass to pppd: LCP is open on both sides.</summary>
    void Open();

    /// <summary>Keeps them back again.</summary>
    void Close();
}
