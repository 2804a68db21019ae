using Akka.Actor;
using Concentrator.Actors.Sessions;
using Concentrator.Actors.Tunnels;
using Concentrator.Control.Calls;
using Concentrator.Control.Policy.Targets;
using Concentrator.Protocol.Ids;

namespace Concentrator.Actors.Targets;

/// <summary>The calls of a target: by the numbers of its machine, and by those that their owners know them by. Owners are watched while they have one.</summary>
/// <param name="ownerGone">The message that an owner has stopped.</param>
internal sealed class TargetCalls(IActorContext context, Func<IActorRef, object> ownerGone)
{
    private readonly Dictionary<int, TargetedCall> _calls = [];
    private readonly Dictionary<(IActorRef Owner, int Number), int> _numbers = [];
    private readonly Dictionary<IActorRef, int> _owners = [];
    private int _last;

    public TargetedCall? Find(int call) => _calls.GetValueOrDefault(call);

    /// <summary>By what its owner calls it; null: there is no such call any more.</summary>
    public int? NumberOf(IActorRef owner, int number) => _numbers.TryGetValue((owner, number), out var call) ? call : null;

    public TargetedCall? Find(IActorRef owner, int number) => NumberOf(owner, number) is { } call ? _calls[call] : null;

    /// <summary>A snapshot: they may be forgotten meanwhile.</summary>
    public int[] All => [.. _calls.Keys];

    public int[] Of(IActorRef owner) => [.. _calls.Where(row => row.Value.Owner.Equals(owner)).Select(row => row.Key)];

    public int Add(IActorRef owner, TargetCommands.PlaceCall place)
    {
        var call = ++_last;
        _calls.Add(call, new TargetedCall(owner, place));
        _numbers.Add((owner, place.Number), call);
        if (_owners.TryGetValue(owner, out var calls))
            _owners[owner] = calls + 1;
        else
        {
            _owners[owner] = 1;
            context.WatchWith(owner, ownerGone(owner));
        }

        return call;
    }

    public TargetedCall Forget(int number)
    {
        _calls.Remove(number, out var call);
        _numbers.Remove((call!.Owner, call.Number));
        if (--_owners[call.Owner] == 0)
        {
            _owners.Remove(call.Owner);
            context.Unwatch(call.Owner);
        }

        if (call.Session is { } session)
            context.Unwatch(session);
        return call;
    }
}

/// <summary>A call as its owner sees it.</summary>
internal sealed class TargetedCall(IActorRef owner, TargetCommands.PlaceCall place)
{
    private CallRequest _request = place.Request;
    private string? _group;

    public IActorRef Owner => owner;

    public int Number => place.Number;

    /// <summary>Its PPP is spoken in its session.</summary>
    public bool IsDialed => place.Dialed is not null;

    /// <summary>On the LNS that it is tried with now.</summary>
    public IActorRef? Session { get; set; }

    public TunnelRequests.PlaceCall RequestFor(int call, LnsCandidate lns)
    {
        _group = lns.PrivateGroup;
        return new TunnelRequests.PlaceCall(call, _request with { Connection = Connection }, place.Dialed, place.From);
    }

    /// <param name="lns">The other end of the tunnel that has taken it.</param>
    public void Begin(SessionKey key, IActorRef session, Endpoint lns)
    {
        Session = session;
        if (IsDialed)
            Tell(number => new TargetEvents.CallPlaced(number, key, lns));
        // It may have become known after the tunnel was asked.
        else if (!_request.AwaitsConnection)
            session.Tell(new SessionRequests.Connected(Connection));
    }

    public void Connect(CallConnection connection)
    {
        _request = _request with { Connection = connection, AwaitsConnection = false };
        Session?.Tell(new SessionRequests.Connected(Connection));
    }

    public void Tell(Func<int, object> message) => owner.Tell(message(place.Number));

    private CallConnection Connection => _group is null ? _request.Connection : _request.Connection.InGroup(_group);
}
