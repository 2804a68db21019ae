namespace Concentrator.Protocol.L2tp;

/// <summary>Value of the Modem On-Hold Status AVP (RFC 3573 section 4.2).</summary>
/// <param name="Timeout">How long the call may be held, as V.92 codes it; of meaning only while it is held.</param>
public readonly record struct ModemOnHold(bool IsOnHold, byte Timeout = 0)
{
    public override string ToString() => IsOnHold ? $"on hold for {Limit}" : "online";

    private string Limit => Timeout switch
    {
        >= 1 and <= 4 => $"{Timeout * 10} s at most",
        >= 5 and <= 8 => $"{Timeout - 4} min at most",
        9 or 10 => $"{6 + ((Timeout - 9) * 2)} min at most",
        11 or 12 => $"{12 + ((Timeout - 11) * 4)} min at most",
        13 => "any time",
        _ => $"a time of reserved code {Timeout}",
    };
}
