using Concentrator.Protocol.L2tp;

namespace Concentrator.DataPlane.Counting;

/// <summary>
/// What went wrong on a session's asynchronous line, counted as the Call Errors AVP has it (RFC 2661 section 4.4.6): frames with a wrong FCS, frames
/// badly framed, and frames for which a buffer was full. A pty has no hardware to overrun, no time-outs and no alignment.
/// </summary>
internal sealed class LineErrors
{
    private uint _crc, _framing, _buffer;

    public CallErrors Snapshot => new(
        Volatile.Read(ref _crc), Volatile.Read(ref _framing), HardwareOverruns: 0, Volatile.Read(ref _buffer), TimeoutErrors: 0, AlignmentErrors: 0);

    /// <summary>Counts what is an error of the line; other reasons are none.</summary>
    public void Count(DropReason reason)
    {
        switch (reason)
        {
            case DropReason.PtyBadFcs:
                Interlocked.Increment(ref _crc);
                break;
            case DropReason.PtyAborted or DropReason.PtyFrameTooShort or DropReason.PtyFrameTooLong:
                Interlocked.Increment(ref _framing);
                break;
            case DropReason.PtyQueueFull:
                Interlocked.Increment(ref _buffer);
                break;
        }
    }
}
