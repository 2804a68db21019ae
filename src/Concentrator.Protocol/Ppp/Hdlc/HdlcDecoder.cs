namespace Concentrator.Protocol.Ppp.Hdlc;

/// <summary>What <see cref="HdlcDecoder.Read"/> found.</summary>
public enum HdlcEvent
{
    /// <summary>The octets are used up and a frame may be under way.</summary>
    Starved,
    Frame,
    BadFcs,

    /// <summary>Under four octets with the FCS (RFC 1662 section 4.3).</summary>
    TooShort,
    TooLong,

    /// <summary>Ended by escape and flag (RFC 1662 section 4.3).</summary>
    Aborted,
}

/// <summary>
/// Finds frames in the octets of an asynchronous line (RFC 1662 section 4), however they were cut up by reads. Octets before the
/// first flag, and what follows a frame that is too long up to the next flag, belong to no frame. A flag may end one frame and
/// begin the next.
/// </summary>
/// <param name="maxFrame">Longest frame without FCS that is taken.</param>
public sealed class HdlcDecoder(int maxFrame)
{
    private const int MinSize = 4;

    private const byte LastControl = 0x1f;

    private readonly byte[] _frame = new byte[maxFrame + Fcs16.Size];
    private int _length;
    private bool _hunting = true, _escaped;

    /// <summary>
    /// Control characters that the sender escapes; bit n is character n. One of them that comes unescaped was put in on the way, as XON and XOFF are, and is
    /// removed (RFC 1662 section 4.2). All of them, until both sides have agreed on less.
    /// </summary>
    public uint Accm { get; set; } = LcpOptions.DefaultAccm;

    /// <summary>Advances <paramref name="octets"/> to behind the next event. Does not allocate.</summary>
    /// <param name="frame">With <see cref="HdlcEvent.Frame"/> the frame without its FCS; the caller's until the next call.</param>
    public HdlcEvent Read(ref ReadOnlySpan<byte> octets, out Span<byte> frame)
    {
        frame = default;
        while (!octets.IsEmpty)
        {
            var special = octets.IndexOfAny(HdlcEncoder.Flag, HdlcEncoder.Escape);
            var plain = octets[..(special < 0 ? octets.Length : special)];
            if (!plain.IsEmpty)
            {
                octets = octets[plain.Length..];
                if (!AppendUnmapped(plain))
                    return HdlcEvent.TooLong;
                continue;
            }

            var octet = octets[0];
            octets = octets[1..];
            if (octet == HdlcEncoder.Escape)
                _escaped = true;
            else if (EndFrame(ref frame) is var found && found != HdlcEvent.Starved)
                return found;
        }

        return HdlcEvent.Starved;
    }

    private bool AppendUnmapped(ReadOnlySpan<byte> octets)
    {
        while (Accm != 0 && octets.IndexOfAnyInRange<byte>(0, LastControl) is var at and >= 0)
        {
            var isMapped = (Accm >> octets[at] & 1) != 0;
            if (!Append(octets[..(isMapped ? at : at + 1)]))
                return false;
            octets = octets[(at + 1)..];
        }
        return Append(octets);
    }

    /// <summary>False when the frame thereby became too long, which is told once.</summary>
    private bool Append(ReadOnlySpan<byte> octets)
    {
        if (_hunting || octets.IsEmpty)
            return true;
        if (octets.Length > _frame.Length - _length)
        {
            _hunting = true;
            return false;
        }

        octets.CopyTo(_frame.AsSpan(_length));
        if (_escaped)
            _frame[_length] ^= HdlcEncoder.Complement;
        _escaped = false;
        _length += octets.Length;
        return true;
    }

    private HdlcEvent EndFrame(ref Span<byte> frame)
    {
        var (length, hunted, aborted) = (_length, _hunting, _escaped);
        (_length, _hunting, _escaped) = (0, false, false);
        if (hunted || (length == 0 && !aborted))
            return HdlcEvent.Starved;
        if (aborted)
            return HdlcEvent.Aborted;
        if (length < MinSize)
            return HdlcEvent.TooShort;
        if (Fcs16.Update(Fcs16.Initial, _frame.AsSpan(0, length)) != Fcs16.Good)
            return HdlcEvent.BadFcs;
        frame = _frame.AsSpan(0, length - Fcs16.Size);
        return HdlcEvent.Frame;
    }
}
