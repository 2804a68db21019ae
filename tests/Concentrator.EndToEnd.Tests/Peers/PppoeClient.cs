using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using Concentrator.Control.Ppp;
using Concentrator.EndToEnd.Tests.NetworkNamespaces;
using Concentrator.EndToEnd.Tests.Processes;
using Concentrator.Linux;
using Concentrator.Linux.Ethernet;
using Concentrator.Linux.Network;
using Concentrator.Linux.Polling;
using Concentrator.Linux.Tun;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.Ppp;
using Concentrator.Protocol.Pppoe;

namespace Concentrator.EndToEnd.Tests.Peers;

/// <summary>
/// A PPPoE host: discovery by hand, our own PPP machine in the client's role, and a TUN device for what IPCP gives. Everything happens on a loop of its
/// own.
/// </summary>
internal sealed class PppoeClient : IAsyncDisposable
{
    private const int MaxFrame = 9216;

    private readonly PollLoop _loop;
    private readonly PacketSocket _discovery, _session;
    private readonly TunDevice _tun;
    private readonly Rtnetlink _network;
    private readonly PppContext _context;
    private readonly FrameReceiveBatch _batch = new(MaxFrame, 0);
    private readonly PinnedMemory _packet = new(MaxFrame);
    private readonly Dictionary<PppTimer, System.Threading.Timer> _timers = [];
    private readonly ConcurrentQueue<DiscoveryPacket> _received = new();
    private readonly TaskCompletionSource<IPAddress> _up = NewSource<IPAddress>();
    private readonly TaskCompletionSource<DiscoveryPacket> _terminated = NewSource<DiscoveryPacket>();
    private readonly TaskCompletionSource<PppEnd> _pppEnded = NewSource<PppEnd>();
    private PppState _state = PppState.Initial;
    private LinkLayerAddress? _to;

    private PppoeClient(PacketSocket discovery, PacketSocket session, TunDevice tun, Rtnetlink network, PppSettings settings)
    {
        (_discovery, _session, _tun, _network) = (discovery, session, tun, network);
        _context = new PppContext(settings, Random.Shared.NextBytes);
        _loop = new PollLoop("pppoe client", fault => _up.TrySetException(fault));
        _loop.Watch(discovery, PollEvents.Readable, new Handler(ReceiveDiscovery));
        _loop.Watch(session, PollEvents.Readable, new Handler(ReceiveSession));
        _loop.Watch(tun, PollEvents.Readable, new Handler(ReadTun));
    }

    /// <summary>The session's id; none before PADS.</summary>
    public PppoeSessionId Session { get; private set; }

    public MacAddress Address => new(_discovery.Station);

    /// <summary>Who answered our PADI.</summary>
    public MacAddress Concentrator { get; private set; }

    public string Interface => _tun.Name;

    /// <summary>Discovery packets that came, but for those of the session's end.</summary>
    public IReadOnlyCollection<DiscoveryPacket> Received => _received;

    /// <summary>PPP packets that came and are not payload, in words, oldest first.</summary>
    public ConcurrentQueue<string> Heard { get; } = new();

    /// <summary>Our address, once IPCP is open.</summary>
    public Task<IPAddress> Up => _up.Task;

    /// <summary>The access concentrator's PADT.</summary>
    public Task<DiscoveryPacket> Terminated => _terminated.Task;

    public Task<PppEnd> PppEnded => _pppEnded.Task;

    /// <summary>A client on a host's interface.</summary>
    /// <param name="tun">Name for its own interface.</param>
    public static Task<PppoeClient> OpenAsync(NamespaceHost host, string device, PppSettings settings, string tun = "ppp0") => host.Inside(() => new PppoeClient(
        new PacketSocket(device, PppoeHeader.DiscoveryStage, 1 << 20), new PacketSocket(device, PppoeHeader.SessionStage, 1 << 20), new TunDevice(tun), new Rtnetlink(),
        settings));

    /// <summary>The settings of a client with a password.</summary>
    public static PppSettings Settings(string user, string password, ushort mru = 1492, AuthMethod method = AuthMethod.ChapMd5) => new()
    {
        Role = PppRole.Client, Login = new PppLogin(user, password), OwnAuthentication = [method], Mru = mru, IsOverEthernet = true, EchoInterval = TimeSpan.Zero,
        RestartTimeout = TimeSpan.FromSeconds(2),
    };

    /// <summary>PADI and PADR, each repeated until it is answered; gives the PADS, which may be a refusal.</summary>
    public async Task<DiscoveryPacket> DiscoverAsync(string service, TimeSpan limit, params ImmutableArray<PppoeTag> more)
    {
        ImmutableArray<PppoeTag> tags = [PppoeTag.Of(PppoeTagType.ServiceName, service), new PppoeTag(PppoeTagType.HostUniq, [1, 2, 3, 4]), .. more];
        var pado = await AskAsync(PppoeCode.Padi, tags, MacAddress.Broadcast, PppoeCode.Pado, limit);
        var pads = await AskAsync(PppoeCode.Padr, [.. tags, pado.Find(PppoeTagType.AcCookie)!.Value], Concentrator, PppoeCode.Pads, limit);
        _loop.Run(() =>
        {
            Session = pads.Session;
            _to = _session.To(Concentrator.Value);
        });
        return pads;
    }

    /// <summary>Begins PPP on the session.</summary>
    public void Dial() => _loop.Post(() => Raise(PppEvent.LowerUp.Instance));

    /// <summary>Ends PPP politely.</summary>
    public void HangUp() => _loop.Post(() => Raise(new PppEvent.Close(new PppEnd(PppEndReason.Closed))));

    /// <summary>Ends PPP politely, which the LNS answers by ending the call, and that by PADT.</summary>
    public async Task HangUpAndSeePadtAsync(TimeSpan limit)
    {
        HangUp();
        await PppEnded.WaitAsync(limit);
        await Terminated.WaitAsync(limit);
    }

    public void SendPadt() => Send(new DiscoveryPacket(PppoeCode.Padt, Session, []), Concentrator);

    public void Send(DiscoveryPacket packet, MacAddress to) => _discovery.Send(_discovery.To(to.Value), packet.ToArray());

    public ValueTask DisposeAsync()
    {
        _loop.Dispose();
        foreach (var timer in _timers.Values)
            timer.Dispose();
        _discovery.Dispose();
        _session.Dispose();
        _tun.Dispose();
        _network.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<DiscoveryPacket> AskAsync(PppoeCode code, ImmutableArray<PppoeTag> tags, MacAddress to, PppoeCode answer, TimeSpan limit)
    {
        DiscoveryPacket? found = null;
        var next = TimeSpan.Zero;
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await Until.True(
            () =>
            {
                if (clock.Elapsed >= next)
                {
                    Send(new DiscoveryPacket(code, PppoeSessionId.None, tags), to);
                    next = clock.Elapsed + TimeSpan.FromSeconds(2);
                }

                return Task.FromResult((found = _received.FirstOrDefault(packet => packet.Code == answer)) is not null);
            },
            limit, $"{answer} to come");
        return found!;
    }

    private void ReceiveDiscovery()
    {
        var received = _batch.Receive(_discovery);
        for (var i = 0; i < received; i++)
        {
            if (!DiscoveryPacket.TryParse(_batch.Frame(i), out var packet, out _))
                continue;
            if (packet.Code is PppoeCode.Pado)
                Concentrator = new MacAddress(_batch.Station(i));
            if (packet.Code is PppoeCode.Padt)
                _terminated.TrySetResult(packet);
            else
                _received.Enqueue(packet);
        }
    }

    private void ReceiveSession()
    {
        var received = _batch.Receive(_session);
        for (var i = 0; i < received; i++)
        {
            var packet = _batch.Frame(i);
            if (!PppoeHeader.TryParse(packet, out var header, out _) || header.Session != Session || _to is null)
                continue;
            var frame = packet.Slice(PppoeHeader.Size, header.PayloadLength);
            if (!PppFrame.TryReadProtocol(frame, out var protocol, out var offset))
                continue;
            if (protocol is PppProtocol.Ipv4 or PppProtocol.Ipv6)
            {
                _tun.Write(frame[offset..]);
                continue;
            }

            Heard.Enqueue(PppTranscript.Describe(protocol, frame[offset..]));
            Raise(new PppEvent.FrameReceived(protocol, frame[offset..].ToArray()));
        }
    }

    private void ReadTun()
    {
        var length = _tun.Read(out _, _packet.Octets);
        if (length <= 0 || _to is null)
            return;
        var packet = _packet.Octets[..length];
        SendFrame(packet[0] >> 4 == 4 ? PppProtocol.Ipv4 : PppProtocol.Ipv6, packet);
    }

    private void SendFrame(ushort protocol, ReadOnlySpan<byte> packet)
    {
        byte[] frame = [.. new byte[PppoeHeader.Size], (byte)(protocol >> 8), (byte)protocol, .. packet];
        new PppoeHeader(PppoeCode.Session, Session, frame.Length - PppoeHeader.Size).Write(frame);
        _session.Send(_to!, frame);
    }

    private void Raise(PppEvent @event)
    {
        var step = PppMachine.On(_state, @event, _context);
        _state = step.State;
        foreach (var effect in step.Effects)
            Run(effect);
    }

    private void Run(PppEffect effect)
    {
        switch (effect)
        {
            case PppEffect.SendFrame send:
                SendFrame(send.Protocol, send.Packet.Span);
                break;
            case PppEffect.StartTimer start:
                Cancel(start.Timer);
                _timers[start.Timer] = new System.Threading.Timer(
                    _ => _loop.Post(() => Raise(new PppEvent.TimerFired(start.Timer))), null, start.Delay, Timeout.InfiniteTimeSpan);
                break;
            case PppEffect.CancelTimer cancel:
                Cancel(cancel.Timer);
                break;
            case PppEffect.NetworkUp { Parameters: Ipv4Parameters ipv4 }:
                _network.SetLink(_tun.Name, up: true, mtu: _state.Link!.Mtu);
                _network.AddAddress(_tun.Name, LinkAddress.PointToPoint(ipv4.Local, ipv4.Peer));
                _up.TrySetResult(ipv4.Local);
                break;
            case PppEffect.Terminated terminated:
                _pppEnded.TrySetResult(terminated.End);
                break;
        }
    }

    private void Cancel(PppTimer timer)
    {
        if (_timers.Remove(timer, out var running))
            running.Dispose();
    }

    private static TaskCompletionSource<T> NewSource<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Handler(Action pump) : IPollHandler
    {
        public void OnReady(PollEvents events) => pump();
    }
}
