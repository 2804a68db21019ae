using Akka.Actor;
using Concentrator.Control.Policy;
using Concentrator.Protocol.Ids;

namespace Concentrator.Actors.Tunnels;

/// <summary>
/// The node's tunnels by local id: an array that receive loops and operators read and only the slot that owns an id writes, with one
/// aligned store per change.
/// </summary>
public sealed class TunnelDirectory : ITunnelDirectory
{
    private readonly TunnelInbox?[] _inboxes = new TunnelInbox?[ushort.MaxValue + 1];

    public IActorRef? Find(TunnelId tunnel) => InboxOf(tunnel)?.Owner;

    internal TunnelInbox? InboxOf(TunnelId tunnel) => Volatile.Read(ref _inboxes[tunnel.Value]);

    /// <summary>A tunnel that takes new calls, with a peer of such a name; null: there is none. Looks through all ids: not for every packet.</summary>
    internal (TunnelId Id, TunnelInbox Inbox)? FindOpen(NamePattern peer)
    {
        for (var id = 1; id < _inboxes.Length; id++)
            if (InboxOf(new TunnelId((ushort)id)) is { PeerHostName: { } name } inbox && peer.IsMatch(name))
                return (new TunnelId((ushort)id), inbox);
        return null;
    }

    internal void Publish(TunnelId tunnel, TunnelInbox inbox) => Volatile.Write(ref _inboxes[tunnel.Value], inbox);

    /// <summary>Removes the inbox unless the id has a new one already.</summary>
    internal void Withdraw(TunnelId tunnel, TunnelInbox inbox) => Interlocked.CompareExchange(ref _inboxes[tunnel.Value], null, inbox);
}
