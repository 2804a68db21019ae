using System.Net;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Protocol.Ids;

namespace Concentrator.Actors.Pppd;

/// <summary>What the pppd of one call is told.</summary>
internal sealed record PppdCall
{
    public required PppProfile Ppp { get; init; }

    /// <summary>We are the LNS: the peer is given an address, and proves who it is.</summary>
    public required bool IsServer { get; init; }

    public required SessionKey Key { get; init; }

    public required Endpoint Peer { get; init; }

    /// <summary>What fits the outer path, for a profile without an MRU of its own. Octets.</summary>
    public required ushort PathMru { get; init; }

    /// <summary>What the peer takes, where this node has agreed upon that itself. Octets.</summary>
    public int? Mtu { get; init; }

    /// <summary>This node speaks LCP and authentication with the peer, and LCP with pppd.</summary>
    public bool SplitsLink => IsServer && !Ppp.Pppd.Authenticates;

    /// <summary>Name of the network interface that pppd is to make.</summary>
    public required string Interface { get; init; }

    /// <summary>The network namespace of the call's group, which the interface is to be in; null: the node's.</summary>
    public string? Namespace { get; init; }

    /// <summary>What the peer is given; null: pppd's own options say.</summary>
    public IPAddress? PeerAddress { get; init; }

    /// <summary>Who the peer has proved to be, to this node.</summary>
    public string? PeerName { get; init; }

    /// <summary>Who we are, as client.</summary>
    public string? User { get; init; }

    public string? CallingNumber { get; init; }

    public string? CalledNumber { get; init; }

    /// <summary>Where pppd is to tell what it agreed upon (<see cref="PppdReport"/>), where this node does not see that; null: it does.</summary>
    public PppdReporting? Reporting { get; init; }

    public int Mru => Ppp.Mru ?? PathMru;

    /// <summary>
    /// The interface of a subscriber: pppd's usual name with the ids of the tunnel and the session, so that rules for "ppp+" hold, and at
    /// most 15 characters.
    /// </summary>
    public static string SubscriberInterface(SessionKey key) => $"ppp{key.Tunnel.Value}-{key.Session.Value}";
}
