using Akka.Actor;
using Concentrator.Actors.Tunnels;
using Concentrator.Protocol.Ids;

namespace Concentrator.Actors.Admission;

/// <summary>
/// What admission knows of tunnels by the names that a peer without our tunnel id can give them. Only <see cref="AdmissionActor"/> uses it; it is kept
/// outside of that, so that a restart of the actor forgets nothing.
/// </summary>
internal sealed class AdmissionBook
{
    private readonly Dictionary<TunnelName, Known> _tunnels = [];

    /// <summary>Tunnels of ours whose SCCRQ is not answered yet, by whom it was sent to: an SCCRQ from there is the other half of a tie.</summary>
    private readonly Dictionary<Endpoint, TunnelInbox> _requested = [];

    /// <summary>Where tunnels are made; told once, before the first message.</summary>
    public IActorRef Slots { get; set; } = ActorRefs.Nobody;

    public Known? Find(TunnelName name) => _tunnels.GetValueOrDefault(name);

    public TunnelInbox? RequestedOf(Endpoint peer) => _requested.GetValueOrDefault(peer);

    /// <summary>A peer asks for a tunnel, and a slot is to make it.</summary>
    public void Asked(TunnelName name) => _tunnels[name] = new Known(Inbox: null, IsEstablished: false, Former: Find(name)?.Inbox);

    public void Opened(TunnelName name, TunnelInbox inbox)
    {
        if (Find(name) is { } known)
            _tunnels[name] = known with { Inbox = inbox };
    }

    /// <summary>The tunnel that the peer had by this name, if it has restarted, is of the past.</summary>
    /// <returns>That one; null when there was none.</returns>
    public TunnelInbox? Established(TunnelName name, TunnelInbox inbox)
    {
        var former = Find(name)?.Former;
        _tunnels[name] = new Known(inbox, IsEstablished: true, Former: null);
        return former == inbox ? null : former;
    }

    /// <summary>No slot could make it.</summary>
    public void NotOpened(TunnelName name) => Forget(name);

    public void Gone(TunnelName name, TunnelInbox inbox)
    {
        if (Find(name) is not { } known)
            return;
        if (known.Inbox == inbox)
            Forget(name);
        else if (known.Former == inbox)
            _tunnels[name] = known with { Former = null };
    }

    public void Requested(Endpoint peer, TunnelInbox inbox) => _requested[peer] = inbox;

    public void Answered(Endpoint peer, TunnelInbox inbox)
    {
        if (RequestedOf(peer) == inbox)
            _requested.Remove(peer);
    }

    /// <summary>The tunnel that the peer tried in vain to open anew is what the name means again.</summary>
    private void Forget(TunnelName name)
    {
        if (_tunnels.Remove(name, out var known) && known.Former is { } former)
            _tunnels[name] = new Known(former, IsEstablished: true, Former: null);
    }

    /// <param name="Inbox">Null while the slot is making the tunnel.</param>
    /// <param name="Former">The established tunnel that goes by the same name, if the peer has restarted.</param>
    public sealed record Known(TunnelInbox? Inbox, bool IsEstablished, TunnelInbox? Former);
}

/// <summary>What a peer can call a tunnel before it knows our id: two clients behind one NAT address differ in port or id.</summary>
internal readonly record struct TunnelName(UdpPath Path, TunnelId Peer);
