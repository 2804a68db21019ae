using Concentrator.Protocol.L2tp;

namespace Concentrator.Control.Reliability;

/// <summary>Slow start and congestion avoidance as RFC 2661 appendix A has them. Counts in messages.</summary>
internal sealed class CongestionWindow
{
    /// <summary>Beyond this an Nr could not be told from one of the past.</summary>
    private const int MaxWindow = short.MaxValue;

    private int _acknowledgements;

    /// <summary>The peer's Receive Window Size, which nothing exceeds; until it is known, what a peer must take anyway.</summary>
    public int PeerWindow { get; private set; } = AvpCatalog.DefaultReceiveWindowSize;

    /// <summary>SSTHRESH.</summary>
    public int Threshold { get; private set; } = AvpCatalog.DefaultReceiveWindowSize;

    /// <summary>CWND.</summary>
    public int Size { get; private set; } = 1;

    public void Open(int peerWindow)
    {
        PeerWindow = Math.Clamp(peerWindow, 1, MaxWindow);
        Threshold = PeerWindow;
        Size = Math.Min(Size, PeerWindow);
    }

    /// <summary>An acknowledgement of something new: one more below SSTHRESH, one more per CWND of them from there on.</summary>
    public void Acknowledged()
    {
        if (Size >= Threshold && ++_acknowledgements < Size)
            return;
        _acknowledgements = 0;
        Size = Math.Min(Size + 1, PeerWindow);
    }

    /// <summary>A retransmission was triggered.</summary>
    public void Congested()
    {
        Threshold = Math.Max(Size / 2, 1);
        Size = 1;
        _acknowledgements = 0;
    }
}
