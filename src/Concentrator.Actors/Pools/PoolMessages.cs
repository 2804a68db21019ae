using System.Net;
using Akka.Actor;
using Akka.Event;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Pools;

namespace Concentrator.Actors.Pools;

/// <summary>
/// What sessions ask of a pool of their node. A lease ends with the session that holds it, by whatever way it ends: the session's tunnel, which
/// watches it anyway, returns it.
/// </summary>
public static class PoolCommands
{
    /// <summary>
    /// Asks for an address; answered with <see cref="PoolEvents.Leased"/> or <see cref="PoolEvents.LeaseRefused"/> to the holder.
    /// Who asks again gets the address that they have.
    /// </summary>
    /// <param name="Holder">The session actor.</param>
    /// <param name="User">Meets the address of the last time again when it is free. Null: nobody in particular.</param>
    /// <param name="Fixed">The one address that will do (address column of the secrets), or null.</param>
    /// <param name="Wanted">The address that the peer asked for, given when free; or null.</param>
    public sealed record Lease(IActorRef Holder, string? User, IPAddress? Fixed, IPAddress? Wanted) : INoSerializationVerificationNeeded;

    /// <summary>Told to /user/pools by those who know a pool by its name only. A lease from a pool that is not there is refused.</summary>
    public sealed record InPool(string Pool, Lease Lease) : INoSerializationVerificationNeeded;

    /// <summary>Told to /user/pools: the holder has stopped. Nothing happens if it has no lease.</summary>
    public sealed record Return(string Pool, IActorRef Holder) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    /// <summary>
    /// Told to /user/pools: these are the pools from now on. Leases of addresses that are in no pool any more last until they end.
    /// </summary>
    public sealed record Configure(ValueList<PoolDefinition> Pools) : INoSerializationVerificationNeeded;
}

public static class PoolEvents
{
    public sealed record Leased(IPAddress Address) : INoSerializationVerificationNeeded;

    public sealed record LeaseRefused(string Reason) : INoSerializationVerificationNeeded;
}

public static class PoolQueries
{
    /// <summary>
    /// Answered with <see cref="Operations.PoolStatus"/> by a pool. /user/pools answers with <see cref="Operations.ExpectStatus"/>, and each
    /// of its pools for itself.
    /// </summary>
    public sealed record GetPoolStatus : INoSerializationVerificationNeeded
    {
        public static readonly GetPoolStatus Instance = new();
    }
}
