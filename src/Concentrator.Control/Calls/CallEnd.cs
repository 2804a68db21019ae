using Concentrator.Control.Machines;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Control.Calls;

/// <summary>Why a call ended, or never came up.</summary>
/// <param name="Result">What its CDN said, ours or the peer's; null when there was none.</param>
/// <param name="Cause">Why the telephone network ended it, where there is one.</param>
/// <param name="Reason">For people.</param>
/// <param name="Ppp">What of PPP ended it, where its CDN said so (RFC 3145).</param>
public sealed record CallEnd(EndedBy By, ResultCode? Result, Q931Cause? Cause, string Reason, PppDisconnectCause? Ppp = null);
