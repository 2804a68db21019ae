using System.Diagnostics.CodeAnalysis;

namespace Concentrator.Protocol.L2tp;

internal static class AvpDecoder
{
    public static bool IsWellFormed(ReadOnlySpan<byte> avps)
    {
        while (!avps.IsEmpty)
            if (!RawAvp.TryRead(ref avps, out _))
                return false;
        return true;
    }

    public static MessageType? PeekType(ReadOnlySpan<byte> avps) => null;

    public static bool TryDecode(ReadOnlySpan<byte> avps, ReadOnlySpan<byte> secret, [NotNullWhen(true)] out ControlMessage? message, out ProtocolError error)
    {
        message = null;
        error = new ProtocolError(ProtocolErrorKind.MessageTypeMissing);
        return false;
    }
}
