using Concentrator.Protocol.Buffers;

namespace Concentrator.Protocol.L2tp;

/// <summary>Value of the Q.931 Cause Code AVP (RFC 2661 section 4.4.4): why the telephone network ended the call.</summary>
/// <param name="Message">The Q.931 message that carried the cause, as 0x45 for DISCONNECT.</param>
public readonly record struct Q931Cause(ushort Code, byte Message, string? Advisory = null)
{
    /// <summary>As of a DISCONNECT.</summary>
    public static Q931Cause Of(ushort code) => new(code, 0x45);

    public override string ToString() => $"{Code} message {Message}{(Advisory is null ? "" : $" {OctetText.Quote(Advisory)}")}";
}
