namespace Concentrator.Control.Ppp;

/// <summary>The timers of one session. Each is of one shot and is started again by the machine.</summary>
public enum PppTimer
{
    /// <summary>Restart timer of LCP (RFC 1661 section 4.6).</summary>
    LcpRestart,

    /// <summary>Restart timer of IPCP.</summary>
    IpcpRestart,

    /// <summary>Restart timer of IPV6CP.</summary>
    Ipv6cpRestart,

    /// <summary>Repeats our CHAP Challenge while no Response came, and starts a new one in an open session.</summary>
    Challenge,

    /// <summary>Repeats our PAP Authenticate-Request or CHAP Response while no answer came.</summary>
    OwnProof,

    /// <summary>Next Echo-Request.</summary>
    Echo,

    /// <summary>How long the present phase may last.</summary>
    Phase,
}
