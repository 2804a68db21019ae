using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Event;
using Concentrator.Control.Pppoe;
using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Ports;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.Pppoe;

namespace Concentrator.Actors.Pppoe;

/// <summary>
/// The way from the PPPoE loop to an interface's actor. A PADI is answered on the loop, and so is a PADR that will not do: whatever floods there are,
/// nothing of them is remembered, and the actor hears of a host only when the cookie has proved its address.
/// </summary>
internal sealed class DiscoveryInbox(IActorRef owner, AcCookies cookies, TimeProvider time) : IDiscoverySink
{
    /// <summary>What hosts may have waiting here: they send it again.</summary>
    private const int Limit = 1000;

    private readonly long _origin = time.GetTimestamp();
    private readonly ConcurrentDictionary<PppoeSessionId, MacAddress> _hosts = new();
    private AccessConcentrator? _concentrator;
    private int _waiting;

    /// <summary>What is offered; null: nobody is answered yet.</summary>
    public AccessConcentrator? Concentrator
    {
        get => Volatile.Read(ref _concentrator);
        set => Volatile.Write(ref _concentrator, value);
    }

    public static AcCookies FreshCookies(NodeRuntime runtime)
    {
        Span<byte> secret = stackalloc byte[32];
        runtime.FillNonce(secret);
        return new AcCookies([.. secret]);
    }

    /// <summary>From now on this host can end this session.</summary>
    public void Enter(PppoeSessionId session, MacAddress host) => _hosts[session] = host;

    public void Leave(PppoeSessionId session) => _hosts.TryRemove(session, out _);

    /// <summary>To be called once for each <see cref="Wanted"/> and <see cref="Terminated"/>.</summary>
    public void Handled() => Interlocked.Decrement(ref _waiting);

    public DropReason OnDiscovery(IPppoePort port, MacAddress source, bool isUnicast, ReadOnlySpan<byte> packet)
    {
        if (Concentrator is not { } concentrator)
            return DropReason.PppoeRefused;
        if (!DiscoveryPacket.TryParse(packet, out var discovery, out _))
            return DropReason.PppoeMalformed;
        var context = new DiscoveryContext(concentrator, cookies, AcCookies.EpochAt(time.GetElapsedTime(_origin)));
        switch (Discovery.On(discovery, source, isUnicast, context))
        {
            case DiscoveryAnswer.Reply reply:
                port.SendDiscovery(source, reply.Packet.ToArray());
                return DropReason.None;
            case DiscoveryAnswer.Request request:
                return Offer(new Wanted(request.Session));
            case DiscoveryAnswer.Terminate padt when _hosts.TryGetValue(padt.Session, out var host):
                return host == source ? Offer(new Terminated(padt.Session, source, padt.Reason)) : DropReason.PppoeWrongHost;
            case DiscoveryAnswer.Terminate:
                return DropReason.PppoeUnknownSession;
            case DiscoveryAnswer.Nothing nothing:
                return ReasonOf(nothing.Fault);
            default:
                return DropReason.InternalError;
        }
    }

    private DropReason Offer(object message)
    {
        if (Interlocked.Increment(ref _waiting) > Limit)
        {
            Interlocked.Decrement(ref _waiting);
            return DropReason.PppoeQueueFull;
        }

        owner.Tell(message, ActorRefs.NoSender);
        return DropReason.None;
    }

    private static DropReason ReasonOf(DiscoveryFault fault) => fault switch
    {
        DiscoveryFault.BadCookie => DropReason.PppoeBadCookie,
        DiscoveryFault.NotForUs or DiscoveryFault.UnknownService => DropReason.PppoeRefused,
        _ => DropReason.PppoeMalformed,
    };

    /// <summary>A host wants a session.</summary>
    internal sealed record Wanted(SessionRequest Request) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    /// <summary>A host ends one.</summary>
    internal sealed record Terminated(PppoeSessionId Session, MacAddress Host, string? Reason) : INoSerializationVerificationNeeded, IDeadLetterSuppression;
}
