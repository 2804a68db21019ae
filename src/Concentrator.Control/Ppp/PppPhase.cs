namespace Concentrator.Control.Ppp;

/// <summary>The phases of a link (RFC 1661 section 3.2).</summary>
public enum PppPhase
{
    Dead,
    Establish,
    Authenticate,
    Network,
    Terminate,
}
