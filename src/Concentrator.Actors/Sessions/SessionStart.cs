using Akka.Actor;
using Concentrator.Control.Calls;
using Concentrator.Control.Policy.Admission;
using Concentrator.Control.Policy.Lines;
using Concentrator.Control.Policy.Profiles;
using Concentrator.DataPlane.Paths;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Actors.Sessions;

/// <summary>All that a new session is told about itself.</summary>
/// <param name="Ticket">Its place under the node's limits, given back by the tunnel when the session is gone.</param>
internal abstract record SessionStart(SessionKey Key, ITunnelPath Tunnel, CallTicket Ticket) : INoSerializationVerificationNeeded
{
    public abstract string ProfileName { get; }

    /// <summary>Our part in the call.</summary>
    public abstract CallRole Role { get; }

    /// <summary>Where it is placed, as LAC for an LNS; null for any other call.</summary>
    public virtual LineTicket? Line => null;

    /// <summary>Null for a call that no target of ours wanted.</summary>
    public virtual CallOwner? Owner => null;

    /// <summary>The name by which we log in; null when the peer does.</summary>
    public virtual string? OwnUser => null;

    /// <summary>Of a line of ours: what the peer is told when this end clears the call.</summary>
    public virtual Q931Cause? ClearingCause => null;

    /// <summary>A subscriber's call: one that a LAC brings to us, or placed for a dialer of ours.</summary>
    public sealed record Accepted(SessionKey Key, ITunnelPath Tunnel, LnsProfile Lns, CallTicket Ticket, CallOwner? By = null)
        : SessionStart(Key, Tunnel, Ticket)
    {
        public override CallRole Role => By is null ? CallRole.LnsIncoming : CallRole.LnsOutgoing;

        public override CallOwner? Owner => By;

        public override string ProfileName => Lns.Name;
    }

    /// <summary>A call of one of our dialers, which is the client of PPP on it.</summary>
    public sealed record Dialed(SessionKey Key, ITunnelPath Tunnel, DialedCall Of, CallTicket Ticket, CallOwner Call) : SessionStart(Key, Tunnel, Ticket)
    {
        public DialerProfile Lac => Of.Dialer;

        public override CallRole Role => Lac.Outgoing is null ? CallRole.LacIncoming : CallRole.LnsOutgoing;

        public override CallOwner? Owner => Call;

        public override string ProfileName => Lac.Name;

        public override string? OwnUser => Lac.User;

        public override Q931Cause? ClearingCause => Lac.ClearingCause;
    }

    /// <summary>A call that we, as LAC, are to place for an LNS on one of our lines.</summary>
    public sealed record Placed(SessionKey Key, ITunnelPath Tunnel, CallTicket Ticket, LineTicket Taken) : SessionStart(Key, Tunnel, Ticket)
    {
        public override string ProfileName => Taken.Line.Name;

        public override CallRole Role => CallRole.LacOutgoing;

        public override LineTicket? Line => Taken;
    }

    /// <summary>A call that we pass on for somebody else, whose PPP it carries: a switched call, or one of PPPoE.</summary>
    public sealed record Relayed(SessionKey Key, ITunnelPath Tunnel, string Target, string? From, CallTicket Ticket, CallOwner Call)
        : SessionStart(Key, Tunnel, Ticket)
    {
        public override CallRole Role => CallRole.LacIncoming;

        public override CallOwner? Owner => Call;

        public override string ProfileName => Target;
    }
}

/// <summary>Who wanted a call that is placed from here, and is told of its life (<see cref="SessionEvents"/>): a target.</summary>
/// <param name="Number">Which of its calls; comes back in all that it is told.</param>
internal sealed record CallOwner(IActorRef Actor, int Number);
