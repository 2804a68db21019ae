using Akka.Actor;
using Concentrator.Control.Policy.Admission;
using Concentrator.Control.Policy.Profiles;
using Concentrator.DataPlane.Paths;
using Concentrator.Protocol.Ids;

namespace Concentrator.Actors.Sessions;

/// <summary>All that a new session is told about itself.</summary>
/// <param name="Ticket">Its place under the node's limits, given back by the tunnel when the session is gone.</param>
internal abstract record SessionStart(SessionKey Key, ITunnelPath Tunnel, CallTicket Ticket) : INoSerializationVerificationNeeded
{
    public abstract string ProfileName { get; }

    public abstract PppProfile Ppp { get; }

    /// <summary>The name by which we log in; null when the peer does.</summary>
    public virtual string? OwnUser => null;

    /// <summary>A call that a LAC brings to us.</summary>
    public sealed record Accepted(SessionKey Key, ITunnelPath Tunnel, LnsProfile Lns, CallTicket Ticket) : SessionStart(Key, Tunnel, Ticket)
    {
        public override string ProfileName => Lns.Name;

        public override PppProfile Ppp => Lns.Ppp;
    }

    /// <summary>A call of one of our dialers.</summary>
    /// <param name="Number">Which of the dialer's calls, from 0.</param>
    public sealed record Dialed(SessionKey Key, ITunnelPath Tunnel, LacProfile Lac, CallTicket Ticket, int Number, IActorRef Dialer)
        : SessionStart(Key, Tunnel, Ticket)
    {
        public override string ProfileName => Lac.Name;

        public override PppProfile Ppp => Lac.Ppp;

        public override string? OwnUser => Lac.User;
    }
}
