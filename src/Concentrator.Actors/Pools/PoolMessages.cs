using System.Net;
using Akka.Actor;

namespace Concentrator.Actors.Pools;

/// <summary>What sessions ask of a pool. The pool watches each holder: a lease ends with the session that holds it, by whatever way it ends.</summary>
public static class PoolCommands
{
    /// <summary>Asks for an address; answered with <see cref="PoolEvents.Leased"/> or <see cref="PoolEvents.LeaseRefused"/> to the holder.</summary>
    /// <param name="Holder">The session actor.</param>
    /// <param name="User">Who the address is for: a user meets the address of the last time again when it is free. Null: nobody in particular.</param>
    /// <param name="Fixed">The one address that will do (address column of the secrets), or null.</param>
    /// <param name="Wanted">The address that the peer asked for, given when free; or null.</param>
    public sealed record Lease(IActorRef Holder, string? User, IPAddress? Fixed, IPAddress? Wanted);

    /// <summary>Gives back what the holder has, before its end. Not needed when the holder stops.</summary>
    public sealed record Release(IActorRef Holder);
}

public static class PoolEvents
{
    public sealed record Leased(IPAddress Address);

    public sealed record LeaseRefused(string Reason);
}

public static class PoolQueries
{
    /// <summary>Answered with <see cref="Operations.PoolStatus"/>.</summary>
    public sealed record GetPoolStatus
    {
        public static readonly GetPoolStatus Instance = new();
    }
}
