namespace Concentrator.Protocol.L2tp;

/// <summary>Value of the Call Errors AVP (RFC 2661 section 4.4.6): counts since the call was set up.</summary>
public readonly record struct CallErrors(
    uint CrcErrors, uint FramingErrors, uint HardwareOverruns, uint BufferOverruns, uint TimeoutErrors, uint AlignmentErrors)
{
    public override string ToString() =>
        $"CRC {CrcErrors}, framing {FramingErrors}, hardware overruns {HardwareOverruns}, "
        + $"buffer overruns {BufferOverruns}, time-outs {TimeoutErrors}, alignment {AlignmentErrors}";
}
