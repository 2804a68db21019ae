using System.Collections.Immutable;
using System.Text;
using Concentrator.Protocol.Ppp;

namespace Concentrator.Control.Ppp;

/// <summary>
/// What LCP, IPCP and IPV6CP have in common: packets become events of the <see cref="NegotiationAutomaton"/>, its actions become
/// packets. A derived class says what it asks for, what it thinks of the peer's options, and what its coming up and going down mean.
/// </summary>
internal abstract class NegotiatedProtocol(ushort number, PppTimer restartTimer)
{
    /// <summary>PPP protocol number.</summary>
    public ushort Number { get; } = number;

    public abstract Negotiation Of(PppState state);

    protected abstract void Set(PppState state, Negotiation negotiation);

    /// <summary>What to ask for when a negotiation begins.</summary>
    protected abstract ImmutableArray<PppOption> OpeningRequest(PppTurn turn);

    protected abstract OptionVerdict Judge(PppTurn turn, PppOption option);

    /// <summary>Options that the peer should have asked for, to be appended to a Configure-Nak (RFC 1661 section 5.3).</summary>
    protected virtual ImmutableArray<PppOption> Missing(PppTurn turn, ImmutableArray<PppOption> options) => [];

    /// <summary>What to ask for instead, after the peer's suggestions.</summary>
    protected abstract ImmutableArray<PppOption> AfterNak(
        PppTurn turn, ImmutableArray<PppOption> request, ImmutableArray<PppOption> suggestions);

    /// <summary>What to ask for instead; rejected options must not come again (RFC 1661 section 5.4).</summary>
    protected virtual ImmutableArray<PppOption> AfterReject(
        PppTurn turn, ImmutableArray<PppOption> request, ImmutableArray<PppOption> rejected) =>
        request.RemoveAll(rejected.Contains);

    protected abstract void ThisLayerUp(PppTurn turn);

    protected abstract void ThisLayerDown(PppTurn turn);

    protected abstract void ThisLayerFinished(PppTurn turn, NegotiationEvent cause);

    /// <summary>A packet with a code above Code-Reject; false when the protocol has no such code.</summary>
    protected virtual bool TryReceiveExtended(PppTurn turn, PppPacket packet) => false;

    /// <summary>The peer will not hear a code that only some protocols have.</summary>
    protected virtual void ExtendedCodeRejected(PppTurn turn, LcpCode code) { }

    protected virtual void RequestReceived(PppTurn turn, ImmutableArray<PppOption> options) { }

    /// <summary>Whether a Configure-Request can be judged now; if not, it must be kept until it can.</summary>
    protected virtual bool IsReadyFor(PppTurn turn, PppPacket request, ImmutableArray<PppOption> options) => true;

    public void Receive(PppTurn turn, PppPacket packet)
    {
        // Our lower layer is not up: silently discarded.
        if (Of(turn.State).State <= NegotiationState.Starting)
            return;

        switch ((LcpCode)packet.Code)
        {
            case LcpCode.ConfigureRequest:
                ReceiveRequest(turn, packet);
                break;
            case LcpCode.ConfigureAck or LcpCode.ConfigureNak or LcpCode.ConfigureReject:
                ReceiveAnswer(turn, packet);
                break;
            case LcpCode.TerminateRequest:
                On(turn, NegotiationEvent.Rtr, packet);
                break;
            case LcpCode.TerminateAck:
                On(turn, NegotiationEvent.Rta, packet);
                break;
            case LcpCode.CodeReject:
                if (packet.Data.IsEmpty)
                    break;
                // The first seven codes are what the automaton is made of (section 4.3, RXJ).
                var code = (LcpCode)packet.Data.Span[0];
                var isVital = code is >= LcpCode.ConfigureRequest and <= LcpCode.CodeReject;
                On(turn, isVital ? NegotiationEvent.RxjMinus : NegotiationEvent.RxjPlus, packet);
                ExtendedCodeRejected(turn, code);
                break;
            default:
                if (!TryReceiveExtended(turn, packet))
                    On(turn, NegotiationEvent.Ruc, packet);
                break;
        }
    }

    public void RestartTimerFired(PppTurn turn)
    {
        // The automaton knows no TO where the timer does not run: a late one is illegal there, and nothing.
        var expired = Of(turn.State).RestartCount <= 0;
        On(turn, expired ? NegotiationEvent.ToMinus : NegotiationEvent.ToPlus);
    }

    /// <summary>Takes the automaton through one cell of its table.</summary>
    /// <param name="packet">What was received, if the event is that something was.</param>
    /// <param name="options">Of a Configure-Request that was received.</param>
    /// <param name="refusal">The answer to it, unless it is granted.</param>
    public void On(PppTurn turn, NegotiationEvent @event, PppPacket packet = default, ImmutableArray<PppOption> options = default, Refusal? refusal = null)
    {
        var before = Of(turn.State);
        if (NegotiationAutomaton.Next(before.State, @event) is not { } transition)
            return;

        var now = before with { State = transition.State };
        var begins = before.State is NegotiationState.Starting or NegotiationState.Closed or NegotiationState.Stopped
            or NegotiationState.Opened;
        if (begins && transition.Actions.Contains(NegotiationAction.Scr))
            now = now with { Request = OpeningRequest(turn), IsRequestPending = false, Naks = 0 };
        Set(turn.State, now);

        if (NegotiationAutomaton.RunsTimer(before.State) && !NegotiationAutomaton.RunsTimer(transition.State))
            turn.Cancel(restartTimer);
        foreach (var action in transition.Actions)
            Run(turn, action, @event, packet, options, refusal);
    }

    private void Run(
        PppTurn turn, NegotiationAction action, NegotiationEvent cause, PppPacket packet, ImmutableArray<PppOption> options, Refusal? refusal)
    {
        var now = Of(turn.State);
        switch (action)
        {
            case NegotiationAction.Tlu:
                ThisLayerUp(turn);
                break;
            case NegotiationAction.Tld:
                ThisLayerDown(turn);
                break;
            case NegotiationAction.Tls:
                break;      // The call is there before we are, or it is not for us to make.
            case NegotiationAction.Tlf:
                ThisLayerFinished(turn, cause);
                break;
            case NegotiationAction.Irc:
                var terminates = now.State is NegotiationState.Closing or NegotiationState.Stopping;
                Set(turn.State, now with { RestartCount = terminates ? turn.Settings.MaxTerminate : turn.Settings.MaxConfigure });
                break;
            case NegotiationAction.Zrc:
                Set(turn.State, now with { RestartCount = 0 });
                turn.Start(restartTimer, turn.Settings.RestartTimeout);
                break;
            case NegotiationAction.Scr:
                // A request that was not answered goes out again as it was, so that a late answer still counts (section 5.1).
                var id = now.IsRequestPending ? now.RequestId : (byte)(now.LastId + 1);
                Set(turn.State, now with { LastId = id, RequestId = id, IsRequestPending = true, RestartCount = now.RestartCount - 1 });
                Send(turn, LcpCode.ConfigureRequest, id, PppOptionList.Write(now.Request));
                turn.Start(restartTimer, turn.Settings.RestartTimeout);
                break;
            case NegotiationAction.Sca:
                Set(turn.State, now with { Granted = options, Naks = 0 });
                Send(turn, LcpCode.ConfigureAck, packet.Identifier, packet.Data.Span);
                break;
            case NegotiationAction.Scn:
                if (refusal!.Code is LcpCode.ConfigureNak)
                    Set(turn.State, now with { Naks = now.Naks + 1 });
                Send(turn, refusal.Code, packet.Identifier, PppOptionList.Write(refusal.Options));
                break;
            case NegotiationAction.Str:
                Set(turn.State, now with { RestartCount = now.RestartCount - 1 });
                Send(turn, LcpCode.TerminateRequest, NextId(turn), Encoding.UTF8.GetBytes(turn.State.End?.Reason.ToString() ?? ""));
                turn.Start(restartTimer, turn.Settings.RestartTimeout);
                break;
            case NegotiationAction.Sta:
                Send(turn, LcpCode.TerminateAck, packet.Identifier, []);
                break;
            case NegotiationAction.Scj:
                var rejected = PppPacket.Write(packet.Code, packet.Identifier, packet.Data.Span);
                Send(turn, LcpCode.CodeReject, NextId(turn), FitPeer(turn, rejected));
                break;
            case NegotiationAction.Ser:
                break;      // Only LCP has echoes, and answers them itself.
        }
    }

    private void ReceiveRequest(PppTurn turn, PppPacket packet)
    {
        if (!PppOptionList.TryParse(packet.Data.Span, out var options))
            return;
        RequestReceived(turn, options);

        // Where no option will be answered, none is judged.
        if (Of(turn.State).State is NegotiationState.Closed or NegotiationState.Closing or NegotiationState.Stopping)
            On(turn, NegotiationEvent.RcrPlus, packet, options);
        else if (IsReadyFor(turn, packet, options))
        {
            var refusal = Examine(turn, options);
            On(turn, refusal is null ? NegotiationEvent.RcrPlus : NegotiationEvent.RcrMinus, packet, options, refusal);
        }
    }

    /// <summary>Rejects come before Naks, since both cannot be said at once (section 5.4).</summary>
    private Refusal? Examine(PppTurn turn, ImmutableArray<PppOption> options)
    {
        // Max-Failure (section 4.6): who does not listen to Naks gets Rejects, and nothing more is suggested.
        var patient = Of(turn.State).Naks < turn.Settings.MaxFailure;
        Span<bool> seen = stackalloc bool[byte.MaxValue + 1];
        List<PppOption>? rejected = null, naks = null;
        foreach (var option in options)
        {
            var verdict = seen[option.Type] ? OptionVerdict.Reject : Judge(turn, option);
            seen[option.Type] = true;
            if (verdict.Is is OptionVerdict.Kind.NakAlone)
                return new Refusal(LcpCode.ConfigureNak, [verdict.Suggestion]);
            if (verdict.Is is OptionVerdict.Kind.Reject || !patient && verdict.Is is OptionVerdict.Kind.Nak)
                (rejected ??= []).Add(option);
            else if (verdict.Is is OptionVerdict.Kind.Nak)
                (naks ??= []).Add(verdict.Suggestion);
        }

        if (rejected is not null)
            return new Refusal(LcpCode.ConfigureReject, [.. rejected]);
        var missing = patient ? Missing(turn, options) : [];
        return naks is null && missing.IsEmpty ? null : new Refusal(LcpCode.ConfigureNak, [.. naks ?? [], .. missing]);
    }

    /// <summary>Only the first answer to the last request counts; anything else is silently discarded (sections 5.2 to 5.4).</summary>
    private void ReceiveAnswer(PppTurn turn, PppPacket packet)
    {
        var now = Of(turn.State);
        if (!now.IsRequestPending || packet.Identifier != now.RequestId || !PppOptionList.TryParse(packet.Data.Span, out var options))
            return;

        switch ((LcpCode)packet.Code)
        {
            case LcpCode.ConfigureAck when options.SequenceEqual(now.Request):
                Set(turn.State, now with { IsRequestPending = false });
                On(turn, NegotiationEvent.Rca, packet);
                break;
            case LcpCode.ConfigureNak:
                AskInstead(AfterNak(turn, now.Request, options));
                break;
            case LcpCode.ConfigureReject when !options.IsEmpty && options.All(now.Request.Contains):
                AskInstead(AfterReject(turn, now.Request, options));
                break;
        }

        void AskInstead(ImmutableArray<PppOption> request)
        {
            Set(turn.State, Of(turn.State) with { IsRequestPending = false, Request = request });
            On(turn, NegotiationEvent.Rcn, packet);
        }
    }

    protected void Send(PppTurn turn, LcpCode code, byte id, ReadOnlySpan<byte> data) => turn.Send(Number, PppPacket.Write(code, id, data));

    protected byte NextId(PppTurn turn)
    {
        var id = (byte)(Of(turn.State).LastId + 1);
        Set(turn.State, Of(turn.State) with { LastId = id });
        return id;
    }

    /// <summary>As much of what goes behind a header as the peer's MRU leaves room for (sections 5.6 and 5.7).</summary>
    protected static ReadOnlySpan<byte> FitPeer(PppTurn turn, ReadOnlySpan<byte> data, int header = PppPacket.HeaderLength)
    {
        var mru = turn.State.Lcp.Granted.Get(LcpOptions.Mru, LcpOptions.DefaultMru);
        return data[..Math.Clamp(mru - header, 0, data.Length)];
    }
}
