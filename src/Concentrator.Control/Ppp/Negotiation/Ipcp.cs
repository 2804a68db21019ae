using System.Collections.Immutable;
using System.Net;
using Concentrator.Protocol.Ppp;

namespace Concentrator.Control.Ppp;

/// <summary>The IP Control Protocol (RFC 1332) with name servers (RFC 1877), for either end.</summary>
internal sealed class Ipcp() : NegotiatedProtocol(PppProtocol.Ipcp, PppTimer.IpcpRestart)
{
    public static readonly Ipcp Instance = new();

    public override Negotiation Of(PppState state) => state.Ipcp;

    protected override void Set(PppState state, Negotiation negotiation) => state.Ipcp = negotiation;

    protected override ImmutableArray<PppOption> OpeningRequest(PppTurn turn)
    {
        var settings = turn.Settings;
        var local = turn.State.Grant?.Local ?? settings.LocalAddress;
        return settings.Role switch
        {
            // A server without an address of its own on the link names none (RFC 1332 section 3.3: the default is none).
            PppRole.Server => local.Equals(IPAddress.Any) ? [] : [IpcpOptions.Address.Of(local)],
            _ when settings.RequestDns =>
                [IpcpOptions.Address.Of(local), IpcpOptions.PrimaryDns.Of(IPAddress.Any), IpcpOptions.SecondaryDns.Of(IPAddress.Any)],
            _ => [IpcpOptions.Address.Of(local)],
        };
    }

    /// <summary>A server answers nothing before it knows the peer's address: the request is held, and the shell asked for one.</summary>
    protected override bool IsReadyFor(PppTurn turn, PppPacket request, ImmutableArray<PppOption> options)
    {
        if (turn.Settings.Role is PppRole.Client || GrantOf(turn.State) is not null)
            return true;

        turn.State.HeldIpcpRequest = request;
        if (turn.State.AddressQuestion is null)
        {
            var wanted = options.Get(IpcpOptions.Address, IPAddress.Any);
            var question = new PppEffect.RequestAddress(turn.State.User, wanted.Equals(IPAddress.Any) ? null : wanted);
            turn.State.AddressQuestion = question;
            turn.Emit(question);
        }
        return false;
    }

    public void AddressGranted(PppTurn turn, IPAddress peer, IPAddress? local)
    {
        if (turn.State.AddressQuestion is not { } question)
            return;
        var announced = turn.State.Grant?.Local ?? turn.Settings.LocalAddress;
        var grant = new AddressGrant(question.User, peer, local ?? turn.Settings.LocalAddress);
        (turn.State.AddressQuestion, turn.State.Grant) = (null, grant);
        if (turn.State.HeldIpcpRequest is not { } held)
            return;

        turn.State.HeldIpcpRequest = null;
        if (!announced.Equals(grant.Local) && turn.State.Ipcp.IsAlive)
        {
            // What we have asked for so far named another address of ours: start over with this one.
            On(turn, NegotiationEvent.Down);
            On(turn, NegotiationEvent.Up);
        }
        Receive(turn, held);
    }

    public void AddressRefused(PppTurn turn, string reason)
    {
        if (turn.State is not { AddressQuestion: { } question, HeldIpcpRequest: { } held })
        {
            turn.State.AddressQuestion = null;
            return;
        }
        (turn.State.AddressQuestion, turn.State.HeldIpcpRequest) = (null, null);
        if (question.User == turn.State.User)
            Phases.Fail(turn, new PppEnd(PppEndReason.AddressRefused, reason));
        else
            Receive(turn, held);        // Refused to who was here before LCP started over: ask again for who is now.
    }

    private static AddressGrant? GrantOf(PppState state) => state.Grant is { } grant && grant.User == state.User ? grant : null;

    protected override OptionVerdict Judge(PppTurn turn, PppOption option) =>
        turn.Settings.Role is PppRole.Server ? JudgeAsServer(turn, option) : JudgeAsClient(option);

    private static OptionVerdict JudgeAsServer(PppTurn turn, PppOption option)
    {
        var settings = turn.Settings;
        return option.Type switch
        {
            var type when type == IpcpOptions.Address.Type => Give(IpcpOptions.Address, GrantOf(turn.State)?.Peer),
            var type when type == IpcpOptions.PrimaryDns.Type => Give(IpcpOptions.PrimaryDns, settings.Dns.ElementAtOrDefault(0)),
            var type when type == IpcpOptions.SecondaryDns.Type => Give(IpcpOptions.SecondaryDns, settings.Dns.ElementAtOrDefault(1)),
            var type when type == IpcpOptions.PrimaryNbns.Type => Give(IpcpOptions.PrimaryNbns, settings.Nbns.ElementAtOrDefault(0)),
            var type when type == IpcpOptions.SecondaryNbns.Type => Give(IpcpOptions.SecondaryNbns, settings.Nbns.ElementAtOrDefault(1)),
            // VJ compression and RFC 1172's pair of addresses among them.
            _ => OptionVerdict.Reject,
        };

        OptionVerdict Give(OptionDefinition<IPAddress> definition, IPAddress? address) =>
            address is null ? OptionVerdict.Reject
            : definition.TryRead(option, out var asked) && asked.Equals(address) ? OptionVerdict.Accept
            : OptionVerdict.Nak(definition.Of(address));
    }

    /// <summary>A server that names its address is believed; one that asks us for an address, or for name servers, is not helped.</summary>
    private static OptionVerdict JudgeAsClient(PppOption option) =>
        IpcpOptions.Address.TryRead(option, out var address) && !address.Equals(IPAddress.Any)
            ? OptionVerdict.Accept
            : OptionVerdict.Reject;

    /// <summary>A client that forgets to ask for its address is reminded (RFC 1661 section 5.3).</summary>
    protected override ImmutableArray<PppOption> Missing(PppTurn turn, ImmutableArray<PppOption> options) =>
        turn.Settings.Role is PppRole.Server && !options.Has(IpcpOptions.Address) && GrantOf(turn.State) is { } grant
            ? [IpcpOptions.Address.Of(grant.Peer)]
            : [];

    /// <summary>A server knows its address better; a client takes what it is given, also what it did not ask for of the address.</summary>
    protected override ImmutableArray<PppOption> AfterNak(
        PppTurn turn, ImmutableArray<PppOption> request, ImmutableArray<PppOption> suggestions)
    {
        if (turn.Settings.Role is PppRole.Server)
            return request;
        foreach (var suggestion in suggestions)
            foreach (var definition in Askable)
                if (definition.TryRead(suggestion, out var address) && !address.Equals(IPAddress.Any)
                    && (request.Has(definition) || definition == IpcpOptions.Address))
                    request = request.With(definition, address);
        return request;
    }

    private static readonly ImmutableArray<OptionDefinition<IPAddress>> Askable =
        [IpcpOptions.Address, IpcpOptions.PrimaryDns, IpcpOptions.SecondaryDns];

    protected override void ThisLayerUp(PppTurn turn)
    {
        var (ours, theirs) = (turn.State.Ipcp.Request, turn.State.Ipcp.Granted);
        var local = turn.State.Grant?.Local ?? turn.Settings.LocalAddress;
        if (turn.Settings.Role is PppRole.Client)
            local = ours.Get(IpcpOptions.Address, local);
        var peer = GrantOf(turn.State)?.Peer ?? theirs.Get(IpcpOptions.Address, IPAddress.Any);
        if (turn.Settings.Role is PppRole.Client && local.Equals(IPAddress.Any))
        {
            Phases.Fail(turn, new PppEnd(PppEndReason.AddressRefused, "the server gives us no address"));
            return;
        }
        ImmutableArray<IPAddress> dns =
            [ours.Get(IpcpOptions.PrimaryDns, IPAddress.Any), ours.Get(IpcpOptions.SecondaryDns, IPAddress.Any)];
        var parameters = new Ipv4Parameters(local, peer, dns.RemoveAll(IPAddress.Any.Equals));
        turn.State.Ipv4 = parameters;
        Phases.NetworkOpened(turn, parameters);
    }

    protected override void ThisLayerDown(PppTurn turn)
    {
        if (turn.State.Ipv4 is null)
            return;
        turn.State.Ipv4 = null;
        turn.Emit(new PppEffect.NetworkDown(NetworkFamily.Ipv4));
    }

    protected override void ThisLayerFinished(PppTurn turn, NegotiationEvent cause) => Phases.NetworkFinished(turn);
}
