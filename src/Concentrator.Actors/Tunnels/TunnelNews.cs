using Akka.Actor;
using Akka.Event;
using Concentrator.Actors.Admission;
using Concentrator.Actors.Journal;
using Concentrator.Control.Tunnels;
using Concentrator.Protocol.Ids;

namespace Concentrator.Actors.Tunnels;

/// <summary>Who is told when a tunnel comes up and ends: the log, the journal, admission, and whoever opened it.</summary>
internal sealed class TunnelNews(
    NodeRuntime runtime, TunnelServices services, TunnelId tunnel, TunnelStart start, TunnelInbox inbox, PeerPin pin, ILoggingAdapter log)
{
    private readonly DateTimeOffset _since = runtime.WallTime;

    public void Up(TunnelPeer peer)
    {
        start.Ticket.Established();
        log.Info("tunnel established with {PeerHostName} ({PeerVendor}), its tunnel id {PeerTunnel}", peer.HostName, peer.VendorName, peer.Id);
        Record(new TunnelEstablished(tunnel, runtime.WallTime, peer.Id, pin.Path, start.ProfileName, peer.HostName, start is TunnelStart.Dialed));
        if (start is TunnelStart.Accepted accepted)
            services.Admission.Tell(new AdmissionActor.TunnelEstablished(accepted.Name, inbox));
        else if (start is TunnelStart.Dialed dialed)
        {
            services.Admission.Tell(new AdmissionActor.TunnelAnswered(dialed.Path.Peer, inbox));
            dialed.Opener.Tell(new TunnelEvents.TunnelUp(dialed.Attempt, tunnel, peer));
        }

        inbox.PeerHostName = peer.HostName;
    }

    /// <param name="peer">Null: it never came up. If it is one of ours, whoever opened it says so, and not of each that it tries again.</param>
    public void Down(TunnelEnd end, TunnelPeer? peer)
    {
        log.Log(
            peer is null && start is TunnelStart.Dialed ? LogLevel.DebugLevel : LogLevel.InfoLevel, null,
            "tunnel ended by {EndedBy}: {Reason} ({Result})", end.By, end.Reason, end.Result);
        TellEnd(runtime, services, tunnel, start, inbox, _since, end, peer?.HostName);
    }

    /// <summary>For the supervisor, too, of a tunnel that died without a word.</summary>
    /// <param name="peer">Host name; null: it is not known.</param>
    public static void TellEnd(
        NodeRuntime runtime, TunnelServices services, TunnelId tunnel, TunnelStart start, TunnelInbox inbox, DateTimeOffset since, TunnelEnd end, string? peer)
    {
        inbox.PeerHostName = null;
        inbox.IsEnded = true;
        services.Journal.Tell(new JournalCommands.Record(new TunnelEnded(
            tunnel, runtime.WallTime, since, inbox.Path.Peer, start.ProfileName, peer ?? "", end.By.ToString().ToLowerInvariant(), $"{end.Result}", end.Reason)));
        if (start is TunnelStart.Dialed dialed)
            dialed.Opener.Tell(new TunnelEvents.TunnelDown(dialed.Attempt, end));
    }

    private void Record(IJournalFact fact) => services.Journal.Tell(new JournalCommands.Record(fact));
}
