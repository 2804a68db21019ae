using System.Collections.Immutable;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Control.Tunnels;

/// <summary>All that the machine knows beside its state and the event.</summary>
/// <param name="LocalId">Our Assigned Tunnel ID.</param>
/// <param name="Now">Since the shell's origin of time.</param>
/// <param name="LastHeard">When anything last arrived from the peer, data or control.</param>
/// <param name="Challenge">Octets that nobody can foresee, at least one, drawn once for this tunnel.</param>
/// <param name="TieBreaker">Drawn once for this tunnel when a single tunnel to the peer is wanted, else null (RFC 2661 section 4.4.3).</param>
/// <param name="Refusal">Why this node does not take the SCCRQ at hand, whatever is in it; null when it does.</param>
public readonly record struct TunnelContext(
    TunnelId LocalId, TunnelPolicy Policy, TimeSpan Now, TimeSpan LastHeard, ImmutableArray<byte> Challenge, ulong? TieBreaker = null, ResultCode? Refusal = null);
