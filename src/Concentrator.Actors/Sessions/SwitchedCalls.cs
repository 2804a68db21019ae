using System.Collections.Concurrent;
using Concentrator.Protocol.Ids;

namespace Concentrator.Actors.Sessions;

/// <summary>
/// The calls that are being switched, by the tunnel that each came by and its Call Serial Number. The number is passed on with the call, so one that
/// went round the network comes by the same tunnel with the same number while it is still in progress: at the latest the second time round.
/// </summary>
public sealed class SwitchedCalls
{
    private readonly ConcurrentDictionary<(TunnelId, uint), SessionId> _calls = new();

    /// <summary>False: such a call is in progress already.</summary>
    public bool TryEnter(SessionKey session, uint serialNumber) => serialNumber == 0 || _calls.TryAdd((session.Tunnel, serialNumber), session.Session);

    /// <summary>The call is over. Of a call that was never let in, nothing is removed.</summary>
    public void Leave(SessionKey session, uint serialNumber) => _calls.TryRemove(new((session.Tunnel, serialNumber), session.Session));
}
