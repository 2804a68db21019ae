namespace Concentrator.DataPlane.Paths;

/// <summary>What PPP agreed on, as far as forwarding needs it.</summary>
public sealed record PppLinkOptions
{
    /// <summary>Longest packet the peer takes (its MRU), octets.</summary>
    public int PeerMru { get; init; } = 1500;

    /// <summary>Address and control field (FF 03) may be left out towards the peer (ACFC, RFC 1661 section 6.6).</summary>
    public bool CompressAddressControl { get; init; }

    /// <summary>The protocol field may be one octet towards the peer (PFC, RFC 1661 section 6.5).</summary>
    public bool CompressProtocol { get; init; }

    /// <summary>
    /// Longest packet that passes without trouble in either direction: the MSS of TCP SYNs is lowered to fit it. 0 leaves them alone.
    /// </summary>
    public int ClampToMtu { get; init; }
}
