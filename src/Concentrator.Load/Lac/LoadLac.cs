using Concentrator.Protocol;
using System.Buffers;
using System.Collections.Immutable;
using Concentrator.Control.Ppp;
using Concentrator.Control.Tunnels;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.Ppp;

namespace Concentrator.Load.Lac;

/// <summary>
/// One thread's share of the LAC: its tunnels and their calls, of which only so many are set up at a time. Knows no sockets and no clock:
/// a turn is <see cref="Receive"/> for each datagram, then <see cref="Advance"/>.
/// </summary>
internal sealed class LoadLac
{
    private readonly LoadShare _share;
    private readonly IPayloadSink _payload;
    private readonly LoadTunnel[] _tunnels;
    private readonly List<LoadTunnel> _touched = [];
    private readonly Queue<Action> _waiting = new();
    private int _inFlight;

    public LoadLac(LoadPlan plan, LoadShare share, ILoadWire wire, IPayloadSink payload, NonceSource nonce)
    {
        (Plan, _share, Wire, _payload, NonceSource) = (plan, share, wire, payload, nonce);
        (TunnelPolicy, PppSettings) = (plan.TunnelPolicy, plan.PppSettings);
        _tunnels = [.. Enumerable.Range(0, share.Tunnels).Select(i =>
            new LoadTunnel(this, share.FirstTunnel + i, new TunnelId((ushort)(share.FirstTunnel + i)), i % plan.Ports))];
    }

    public LoadPlan Plan { get; }

    public ILoadWire Wire { get; }

    public NonceSource NonceSource { get; }

    public TunnelPolicy TunnelPolicy { get; }

    public PppSettings PppSettings { get; }

    public Appointments Appointments { get; } = new();

    /// <summary>Of the present turn.</summary>
    public TimeSpan Now { get; private set; }

    public LoadFigures Figures { get; } = new();

    /// <summary>For whoever encodes a control message: used again by the next.</summary>
    public ArrayBufferWriter<byte> Output { get; } = new(1024);

    public TimeSpan? NextDue => Appointments.Next;

    /// <summary>Nothing is under way of what was asked for last.</summary>
    public bool IsSettled => _inFlight == 0 && _waiting.Count == 0;

    /// <summary>And nothing of it waits for an acknowledgement.</summary>
    public bool IsAcknowledged => IsSettled && Array.TrueForAll(_tunnels, tunnel => tunnel.IsDrained);

    public IEnumerable<LoadTunnel> Tunnels => _tunnels;

    public IEnumerable<LoadCall> CallsUp => _tunnels.SelectMany(tunnel => tunnel.PlacedCalls.ToArray()).Where(call => call.IsUp);

    // -- what the run asks for

    public void OpenTunnels()
    {
        foreach (var tunnel in _tunnels)
            _waiting.Enqueue(() =>
            {
                Figures.TunnelSpan = (Figures.TunnelSpan?.First ?? Now, Now);
                tunnel.Open();
            });
    }

    /// <summary>Places all calls, in turn over the tunnels that are up.</summary>
    public void PlaceCalls()
    {
        for (var round = 0; round < Plan.SessionsPerTunnel; round++)
            foreach (var tunnel in _tunnels.Where(tunnel => tunnel.IsUp))
                _waiting.Enqueue(() =>
                {
                    Figures.CallsPlaced++;
                    Figures.CallSpan ??= (Now, Now);
                    tunnel.PlaceCall();
                });
    }

    /// <summary>Gives up what is not up yet.</summary>
    public void GiveUp()
    {
        if (_waiting.Count > 0)
            Figures.Failures.Count("not begun in time", _waiting.Count);
        _waiting.Clear();
        foreach (var tunnel in _tunnels)
        {
            foreach (var call in tunnel.PlacedCalls)
                if (!call.IsUp && !call.IsOver)
                    call.GiveUp();
            if (tunnel is { IsUp: false, IsOver: false })
                tunnel.Close();
        }
    }

    /// <summary>Ends all calls, in turn over the tunnels.</summary>
    public void CloseCalls()
    {
        foreach (var call in _tunnels.SelectMany(tunnel => tunnel.PlacedCalls.ToArray()).OrderBy(call => call.Local.Value))
            if (!call.IsOver)
                _waiting.Enqueue(() =>
                {
                    if (call.IsOver) // it went by itself while it waited
                        _inFlight--;
                    else
                        call.Close();
                });
    }

    public void CloseTunnels()
    {
        foreach (var tunnel in _tunnels.Where(tunnel => tunnel.IsUp))
            tunnel.Close();
    }

    // -- turns

    public void Receive(ReadOnlySpan<byte> datagram, TimeSpan now)
    {
        Now = now;
        if (!L2tpHeader.TryParse(datagram, out var header, out _) || Find(header.TunnelId) is not { } tunnel)
            Figures.StrayDatagrams++;
        else if (header.IsControl && ControlDatagram.TryParse(datagram, out var control, out _))
            tunnel.Receive(control);
        else if (!header.IsControl)
            ReceiveData(tunnel, header, datagram.Slice(header.PayloadOffset, header.PayloadLength));
    }

    /// <summary>Fires timers, begins what may begin, and sends what is to be sent.</summary>
    public void Advance(TimeSpan now)
    {
        Now = now;
        Appointments.Fire(now);
        while (_inFlight < _share.InFlight && _waiting.TryDequeue(out var begin))
        {
            _inFlight++;
            begin();
        }

        // What a flush brings about (a peer is given up, its calls are over) may touch more tunnels.
        for (var i = 0; i < _touched.Count; i++)
            _touched[i].Flush();
        _touched.Clear();
    }

    public void Touch(LoadTunnel tunnel)
    {
        if (tunnel.IsDirty)
            return;
        tunnel.IsDirty = true;
        _touched.Add(tunnel);
    }

    public ImmutableArray<byte> Nonce(int length)
    {
        Span<byte> nonce = stackalloc byte[length];
        NonceSource(nonce);
        return [.. nonce];
    }

    // -- what tunnels and calls report

    public void TunnelUp(LoadTunnel tunnel, TimeSpan took)
    {
        _inFlight--;
        Figures.TunnelsUp++;
        Figures.TunnelTimes.Record(took);
        Figures.TunnelSpan = (Figures.TunnelSpan!.Value.First, Now);
    }

    public void TunnelDown(LoadTunnel tunnel, bool wasUp, TunnelEnd end)
    {
        if (!wasUp)
        {
            _inFlight--;
            Figures.TunnelsFailed++;
            Figures.Failures.Count($"tunnel: {Describe(end)}");
        }
        else if (end.By is not Control.Machines.EndedBy.Local)
        {
            Figures.TunnelsLost++;
            Figures.Losses.Count($"tunnel: {Describe(end)}");
        }
    }

    public void CallUp(TimeSpan took)
    {
        _inFlight--;
        Figures.CallsUp++;
        Figures.CallTimes.Record(took);
        Figures.CallSpan = (Figures.CallSpan!.Value.First, Now);
    }

    public void CallOver(bool wasUp, bool isEnding, string cause)
    {
        if (isEnding)
        {
            _inFlight--;
        }
        else if (wasUp)
        {
            Figures.CallsLost++;
            Figures.Losses.Count(cause);
        }
        else
        {
            _inFlight--;
            Figures.CallsFailed++;
            Figures.Failures.Count(cause);
        }
    }

    /// <summary>The LNS knows that a call is over: it has acknowledged our CDN, or sent one.</summary>
    public void CallEnded() => Figures.CallsEnded++;

    private LoadTunnel? Find(TunnelId id)
    {
        var index = id.Value - _share.FirstTunnel;
        return (uint)index < (uint)_tunnels.Length ? _tunnels[index] : null;
    }

    private void ReceiveData(LoadTunnel tunnel, in L2tpHeader header, ReadOnlySpan<byte> frame)
    {
        tunnel.Heard();
        if (tunnel.Find(header.SessionId) is not { } call || !PppFrame.TryReadProtocol(frame, out var protocol, out var offset))
            Figures.StrayDatagrams++;
        else if (PppProtocol.IsNetworkLayer(protocol))
            _payload.OnPayload(call.Number, frame[offset..]);
        else
            call.ReceiveFrame(protocol, frame[offset..]);
    }

    private static string Describe(TunnelEnd end) => end switch
    {
        { By: Control.Machines.EndedBy.Peer, Result: { } result } => $"StopCCN {(StopCcnResult)result.Result}",
        { By: Control.Machines.EndedBy.Lost } => "no answer",
        { Result: { } result } => $"{(StopCcnResult)result.Result}",
        _ => "ended",
    };
}
