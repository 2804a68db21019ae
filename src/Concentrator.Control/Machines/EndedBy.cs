namespace Concentrator.Control.Machines;

/// <summary>Who ended a tunnel or a call.</summary>
public enum EndedBy
{
    /// <summary>This node: its operator, its policy, or its own failure.</summary>
    Local,

    /// <summary>The peer, by StopCCN or CDN.</summary>
    Peer,

    /// <summary>Nobody: the peer does not answer any more.</summary>
    Lost,
}
