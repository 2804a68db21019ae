namespace Concentrator.DataPlane.Counting;

/// <summary>Why a packet went no further. Every datagram or frame that is dropped is counted under exactly one of these.</summary>
public enum DropReason
{
    /// <summary>It was not dropped.</summary>
    None,

    /// <summary>A defect of ours, which was reported as a fault.</summary>
    InternalError,

    // Datagrams from the network.
    Truncated,
    MalformedHeader,
    UnknownTunnel,
    UnknownSession,
    WrongPeer,

    /// <summary>Its Ns was behind one already seen, and what it is for needs order (a pppd with stateful compression, or the session restores it).</summary>
    OutOfOrder,

    /// <summary>Its Ns is one already seen.</summary>
    DuplicateData,

    // Control datagrams, by verdict of the control sink.
    MalformedControl,
    ControlQueueFull,
    ControlNotAllowed,

    // PPP frames from the peer.
    MalformedPpp,
    PppQueueFull,
    NotAttached,
    BadSourceAddress,
    MalformedPacket,
    TunWriteFailed,

    /// <summary>Either way: IPCP or IPV6CP has not opened for it.</summary>
    NetworkNotOpen,

    /// <summary>Either way: the session's rate is used up.</summary>
    OverRate,

    // Packets for the peer.
    UnknownDestination,
    TooBig,
    SendTooBig,
    SendQueueFull,
    SendFailed,

    // The line to a pppd.
    PtyQueueFull,
    PtyFrameTooBig,
    PtyFrameTooLong,
    PtyFrameTooShort,
    PtyBadFcs,
    PtyAborted,
    PtyClosed,

    // Frames of PPPoE hosts.
    PppoeMalformed,
    PppoeUnknownSession,

    /// <summary>From another address than the session's host has, or not sent to us.</summary>
    PppoeWrongHost,

    // Discovery packets, by verdict of the discovery sink.
    PppoeRefused,
    PppoeBadCookie,
    PppoeQueueFull,

    // Frames for PPPoE hosts.

    /// <summary>Longer than the interface's MTU lets through.</summary>
    PppoeTooBig,
    PppoeSendFailed,
}
