using Concentrator.Protocol.Ids;

namespace Concentrator.Protocol.L2tp;

/// <summary>Value of the Connect Speed Update AVP (RFC 5515 section 6.1).</summary>
/// <param name="Session">The id that the receiver has assigned to the session.</param>
/// <param name="TxSpeed">Bits per second from the LAC to the remote system; 0 in a question.</param>
/// <param name="RxSpeed">Bits per second from the remote system to the LAC; 0 in a question.</param>
public readonly record struct ConnectSpeedUpdate(SessionId Session, uint TxSpeed = 0, uint RxSpeed = 0)
{
    public override string ToString() => $"session {Session} tx {TxSpeed} rx {RxSpeed}";
}
