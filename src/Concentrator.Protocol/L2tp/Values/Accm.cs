namespace Concentrator.Protocol.L2tp;

/// <summary>Value of the ACCM AVP (RFC 2661 section 4.4.6): the async control character maps that PPP negotiated.</summary>
public readonly record struct Accm(uint Send, uint Receive)
{
    /// <summary>Of a LAC that was told none: every control character is escaped.</summary>
    public static readonly Accm Default = new(uint.MaxValue, uint.MaxValue);

    public override string ToString() => $"send {Send:x8} receive {Receive:x8}";
}
