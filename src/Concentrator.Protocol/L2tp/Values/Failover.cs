using Concentrator.Protocol.Ids;

namespace Concentrator.Protocol.L2tp;

/// <summary>Value of the Failover Capability AVP (RFC 4951 section 5.1): what its sender can take up again after a failure.</summary>
/// <param name="RecoveryMilliseconds">How much longer than the control channel's own time-out its sender asks to be waited for.</param>
public readonly record struct FailoverCapability(bool ControlChannel, bool DataChannels, uint RecoveryMilliseconds)
{
    public override string ToString() => (ControlChannel, DataChannels) switch
    {
        (true, true) => $"control and data channels within {RecoveryMilliseconds} ms",
        (true, false) => $"control channel within {RecoveryMilliseconds} ms",
        (false, true) => "data channels",
        _ => "nothing",
    };
}

/// <summary>Value of the Tunnel Recovery AVP (RFC 4951 section 5.2): the tunnel that is to be recovered.</summary>
/// <param name="Tunnel">Its id at the sender.</param>
/// <param name="Remote">Its id at the receiver.</param>
public readonly record struct TunnelRecovery(TunnelId Tunnel, TunnelId Remote)
{
    public override string ToString() => $"{Tunnel} with {Remote}";
}

/// <summary>Value of the Suggested Control Sequence AVP (RFC 4951 section 5.3): where the recovered control channel is to go on.</summary>
public readonly record struct SuggestedControlSequence(SequenceNumber Ns, SequenceNumber Nr)
{
    public override string ToString() => $"Ns {Ns} Nr {Nr}";
}

/// <summary>Value of the Failover Session State AVP (RFC 4951 section 5.4): a session whose state is asked for, or told.</summary>
/// <param name="Session">Its id at the sender; unassigned in an answer: there is no such session.</param>
/// <param name="Remote">Its id at the receiver.</param>
public readonly record struct FailoverSessionState(SessionId Session, SessionId Remote)
{
    public override string ToString() => $"{Session} with {Remote}";
}
