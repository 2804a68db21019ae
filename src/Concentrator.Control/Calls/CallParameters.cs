using Concentrator.Control.Ppp;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Control.Calls;

/// <summary>What is known of a call that both sides know of.</summary>
/// <param name="Peer">The peer's session id; <see cref="SessionId.Unassigned"/> until it has told it.</param>
/// <param name="Connection">As <see cref="CallRequest.Connection"/> until the LAC has said how it is connected.</param>
/// <param name="Accm">The last that the LNS sent in an SLI; null: none, which means <see cref="Protocol.L2tp.Accm.Default"/>.</param>
/// <param name="Errors">The last that the LAC sent in a WEN.</param>
/// <param name="Modem">The last that the LAC sent in an MDMST; null: none, which means online.</param>
/// <param name="Link">By what LCP was negotiated, from the last SLI that told it (RFC 3437 section 2.3).</param>
public sealed record CallParameters(
    SessionId Peer, CallRequest Request, CallConnection Connection, Accm? Accm = null, CallErrors? Errors = null, ModemOnHold? Modem = null,
    LinkRequests? Link = null);
