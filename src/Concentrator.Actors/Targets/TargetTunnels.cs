using Akka.Actor;
using Akka.Event;
using Concentrator.Actors.Admission;
using Concentrator.Actors.Shell;
using Concentrator.Actors.Tunnels;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Secrets;
using Concentrator.Control.Policy.Targets;
using Concentrator.Control.Targets;
using Concentrator.Control.Tunnels;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Actors.Targets;

/// <summary>
/// The tunnels of a target by the numbers of its machine: opens each to the first address of its LNS that answers, or finds one that a peer has opened,
/// and knows its actor once it is up.
/// </summary>
internal sealed class TargetTunnels(
    NodeRuntime runtime, IActorRef admission, string target, IActorContext context, Action<TargetEvent> raise, ILoggingAdapter log)
{
    private readonly Dictionary<int, Tunnel> _tunnels = [];
    private readonly IActorRef _self = context.Self;
    private readonly FailureNews<string> _failing = new();
    private int _attempts;

    public IActorRef? Find(int number) => _tunnels.GetValueOrDefault(number)?.Actor;

    /// <summary>The other end of a tunnel that is up.</summary>
    public Endpoint? PeerOf(int number) => _tunnels.GetValueOrDefault(number)?.Peer;

    public void Open(int number, TunnelPlan plan)
    {
        var tunnel = _tunnels[number] = new Tunnel(plan);
        if (plan.OpenedBy is { } name)
        {
            Borrow(number, tunnel, name);
            return;
        }

        LnsResolver.System.ResolveAsync(plan.Address).PipeTo(
            _self, success: found => new Resolved(number, found, null), failure: error => new Resolved(number, [], $"{plan.Address} cannot be resolved: {error.Message}"));
    }

    /// <summary>Each call that is still on it gets its CDN, then the tunnel its StopCCN.</summary>
    public void Close(int number, string reason)
    {
        if (!_tunnels.Remove(number, out var tunnel) || tunnel.Actor is not { } actor)
            return;
        context.Unwatch(actor);
        if (tunnel.Plan.OpenedBy is not null)
            return;
        log.Info("closing the tunnel to {Lns}: {Reason}", tunnel.Plan.Peer, reason);
        actor.Tell(new TunnelCommands.CloseTunnel(new ResultCode(StopCcnResult.GeneralRequest, message: reason), reason), _self);
    }

    public void CloseAll(string reason)
    {
        foreach (var number in _tunnels.Keys.ToArray())
            Close(number, reason);
    }

    /// <summary>False: the message is not about a tunnel.</summary>
    public bool OnMessage(object message, IActorRef sender)
    {
        switch (message)
        {
            case Resolved resolved when _tunnels.TryGetValue(resolved.Number, out var tunnel):
                foreach (var address in resolved.Addresses.Where(address => runtime.Ports.Towards(address) is not null))
                    tunnel.Addresses.Enqueue(address);
                TryNext(resolved.Number, tunnel, resolved.Error ?? "no address of it can be used");
                return true;
            case AdmissionEvents.TunnelRefused refused when Of(refused.Attempt) is (var number, { } tunnel):
                TryNext(number, tunnel, refused.Reason);
                return true;
            case TunnelEvents.TunnelUp up when Of(up.Attempt) is (var number, { } tunnel):
                tunnel.Actor = sender;
                context.WatchWith(sender, new TunnelDied(number));
                Recovered(tunnel.Plan.Peer);
                raise(new TargetEvent.TunnelUp(number));
                return true;
            case TunnelEvents.TunnelUp:
                sender.Tell(new TunnelCommands.CloseTunnel(new ResultCode(StopCcnResult.GeneralRequest, message: "no longer wanted"), "no longer wanted"), _self);
                return true;
            case TunnelEvents.TunnelDown down when Of(down.Attempt) is (var number, { Actor: null } tunnel):
                TryNext(number, tunnel, Reason(down.End));
                return true;
            case TunnelEvents.TunnelDown down when Of(down.Attempt) is (var number, { } tunnel):
                context.Unwatch(tunnel.Actor);
                Lose(number, Reason(down.End));
                return true;
            case Resolved or AdmissionEvents.TunnelRefused or TunnelEvents.TunnelDown:
                return true;
            default:
                return false;
        }
    }

    public void Lose(int number, string reason)
    {
        if (!_tunnels.Remove(number, out var tunnel))
            return;
        var lns = tunnel.Plan.Peer;
        log.Log(
            _failing.IsNews(lns, reason) ? LogLevel.WarningLevel : LogLevel.DebugLevel, null,
            "no tunnel to {Lns}: {Reason} (failure {Failures})", lns, reason, _failing.Count(lns));
        raise(new TargetEvent.TunnelDown(number, reason));
    }

    private void Recovered(string lns)
    {
        if (_failing.Count(lns) is > 0 and var failures)
            log.Info("a tunnel to {Lns} again, after {Failures} failures", lns, failures);
        _failing.Forget(lns);
    }

    /// <summary>It is not ours, and tells us nothing but by its end; calls that it does not take go elsewhere.</summary>
    private void Borrow(int number, Tunnel tunnel, NamePattern name)
    {
        if (runtime.Tunnels.FindOpen(name) is not (var id, var inbox))
        {
            Lose(number, "it has no tunnel to this node");
            return;
        }

        log.Info("calls go over tunnel {Other}, which {Lac} has opened", id, inbox.PeerHostName);
        (tunnel.Actor, tunnel.Peer) = (inbox.Owner, inbox.Path.Peer);
        context.WatchWith(inbox.Owner, new TunnelDied(number));
        raise(new TargetEvent.TunnelUp(number));
    }

    private (int Number, Tunnel? Tunnel) Of(int attempt)
    {
        foreach (var (number, tunnel) in _tunnels)
            if (tunnel.Attempt == attempt)
                return (number, tunnel);
        return default;
    }

    private void TryNext(int number, Tunnel tunnel, string lastError)
    {
        if (!tunnel.Addresses.TryDequeue(out var address))
        {
            Lose(number, lastError);
            return;
        }

        (tunnel.Attempt, tunnel.Peer) = (++_attempts, address);
        var plan = tunnel.Plan;
        log.Log(_failing.Count(plan.Peer) > 0 ? LogLevel.DebugLevel : LogLevel.InfoLevel, null, "opening a tunnel to {Lns} at {Address}", plan.Peer, address);
        admission.Tell(new AdmissionCommands.OpenTunnel(tunnel.Attempt, address, target, plan.Profile, plan.AsksForCalls ? "lns" : "lac", plan.Profile.Secret ?? SecretOf(plan, address)), _self);
    }

    /// <summary>What the LNS will call itself is not known before it answers, so l2tp-secrets is asked by what the configuration calls it.</summary>
    private Secret? SecretOf(TunnelPlan plan, Endpoint address)
    {
        var secrets = runtime.Configuration.Secrets;
        return secrets.ForTunnel(plan.Profile.HostName, plan.Profile.PeerName ?? plan.Address.Host)
            ?? secrets.ForTunnel(plan.Profile.HostName, address.ToIPAddress().ToString());
    }

    private static string Reason(TunnelEnd end) => end.Result is { } result ? $"{end.Reason} ({result})" : end.Reason;

    private sealed class Tunnel(TunnelPlan plan)
    {
        public TunnelPlan Plan => plan;

        /// <summary>Of the LNS, those that were not tried yet.</summary>
        public Queue<Endpoint> Addresses { get; } = new();

        /// <summary>The present one.</summary>
        public int Attempt { get; set; }

        /// <summary>Where it leads, or is tried now.</summary>
        public Endpoint? Peer { get; set; }

        /// <summary>Null until it is up.</summary>
        public IActorRef? Actor { get; set; }
    }

    private sealed record Resolved(int Number, Endpoint[] Addresses, string? Error) : INoSerializationVerificationNeeded;

    internal sealed record TunnelDied(int Number) : INoSerializationVerificationNeeded;
}
