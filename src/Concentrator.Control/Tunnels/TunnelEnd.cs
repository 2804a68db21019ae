using Concentrator.Control.Machines;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Control.Tunnels;

/// <summary>Why a tunnel ended.</summary>
/// <param name="Result">What its StopCCN said, ours or the peer's; null when there was none.</param>
/// <param name="Reason">For people.</param>
public sealed record TunnelEnd(EndedBy By, ResultCode? Result, string Reason);
