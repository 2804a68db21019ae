using System.Net;

namespace Concentrator.Control.Policy.Pools;

/// <summary>A pool as configured. <paramref name="Excluded"/> are addresses of the node itself, never leased.</summary>
/// <param name="Group">The group whose subscribers it is for; null: those of the node's own routing domain.</param>
/// <param name="Remember">How many free addresses are kept for the users who had them last before the oldest of them is given to somebody new.</param>
public sealed record PoolDefinition(string Name, AddressRanges Ranges, ValueList<IPAddress> Excluded, int Remember = 65_536, string? Group = null);
