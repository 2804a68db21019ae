using Akka.Actor;
using Akka.TestKit;
using Concentrator.DataPlane;
using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Paths;
using Concentrator.DataPlane.Ports;
using Concentrator.DataPlane.Tapping;
using Concentrator.Linux;
using Concentrator.Linux.Network;
using Concentrator.Linux.Polling;
using Concentrator.Linux.Processes;
using Concentrator.Protocol.Ids;
using Concentrator.TestSupport.Planes;

namespace Concentrator.Actors.Tests.Pppd;

/// <summary>What happened to a pty, a path or a child, as told to a probe.</summary>
internal abstract record Happening : INoSerializationVerificationNeeded
{
    public sealed record PtyAttached(PtyLinkOptions Options) : Happening;

    public sealed record TextRead(Action<string> Heard) : Happening;

    public sealed record PtyClosed : Happening;

    public sealed record SentToPeer(ushort Protocol, byte[] Packet) : Happening;

    public sealed record SentToPppd(ushort Protocol, byte[] Packet) : Happening;

    public sealed record CharactersEscaped(uint Accm) : Happening;

    public sealed record LineOpened : Happening;

    public sealed record LineClosed : Happening;

    public sealed record ChildStarted(ChildProcessOptions Options, FakeChild Child) : Happening;

    public sealed record Signalled(Signal Signal) : Happening;
}

/// <summary>A pppd that does nothing but what the test says.</summary>
internal sealed class FakeChild(TestProbe probe) : IChildProcess
{
    private readonly TaskCompletionSource<ExitStatus> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Pid => 4711;

    public Task<ExitStatus> Exited => _exited.Task;

    public bool Signal(Signal signal)
    {
        probe.Ref.Tell(new Happening.Signalled(signal));
        return true;
    }

    public bool SignalGroup(Signal signal) => Signal(signal);

    public void Exit(int code) => _exited.SetResult(new ExitStatus(code, null));

    public void Die(Signal signal) => _exited.SetResult(new ExitStatus(null, (int)signal));
}

internal sealed class FakeProcesses(TestProbe probe) : IChildProcesses
{
    public bool Fails { get; set; }

    public IChildProcess Start(ChildProcessOptions options)
    {
        if (Fails)
            throw new LinuxException($"start {options.File}", 2);
        var child = new FakeChild(probe);
        probe.Ref.Tell(new Happening.ChildStarted(options, child));
        return child;
    }
}

/// <summary>A plane with ptys that lead nowhere.</summary>
internal sealed class FakePlane(TestProbe probe) : IDataPlane
{
    public bool HasNoPty { get; set; }

    public IHostNetwork Network { get; } = new NullHostNetwork();

    public IHostNetwork NetworkOf(string? @namespace) => Network;

    public DataPlaneCounters Counters => throw new NotSupportedException();

    public string Description => throw new NotSupportedException();

    public IPtyPort OpenPty() => HasNoPty ? throw new LinuxException("open a pseudo terminal", 28) : new FakePty(probe);

    public IPtyPort OpenDevice(string path, int speed) => throw new NotSupportedException();

    public IUdpPort OpenUdp(UdpPortOptions options, IControlSink sink) => throw new NotSupportedException();

    public ITunPort OpenTun(TunPortOptions options) => throw new NotSupportedException();

    public IPppoePort OpenPppoe(PppoePortOptions options, IDiscoverySink sink) => throw new NotSupportedException();

    public ITunnelPath InstallTunnel(TunnelId local, IUdpPort port, UdpPath path, TunnelId peer) => throw new NotSupportedException();

    public void Dispose()
    {
    }

    private sealed class FakePty(TestProbe probe) : IPtyPort
    {
        public string SlavePath => "/dev/pts/7";

        public TerminalLine Line => throw new NotSupportedException();

        public void ReadText(Action<string> heard) => probe.Ref.Tell(new Happening.TextRead(heard));

        public void Dispose() => probe.Ref.Tell(new Happening.PtyClosed());
    }
}

internal sealed class FakePath(TestProbe probe) : ISessionPath
{
    public SessionCounters Counters => default;

    public IPacketTap? Tap { get; set; }

    /// <summary>The session in the kernel, on a plane that has it there.</summary>
    public IPollable? InKernel { get; init; }

    public IPollable? HandOver(string @interface) => InKernel;

    public IPtyLine AttachPty(IPtyPort pty, PtyLinkOptions options)
    {
        probe.Ref.Tell(new Happening.PtyAttached(options));
        return new FakeLine(probe);
    }

    public bool SendPpp(ushort protocol, ReadOnlySpan<byte> packet)
    {
        probe.Ref.Tell(new Happening.SentToPeer(protocol, packet.ToArray()));
        return true;
    }

    public void AssignPeer(SessionId peer)
    {
    }

    public bool IsSequencing => false;

    public void RequireSequencing()
    {
    }

    public bool SetSequencing(bool on) => false;

    public void PppFrameHandled()
    {
    }

    public void AttachTun(ITunPort tun, SubscriberAddresses addresses, PppLinkOptions options)
    {
    }

    public void AttachPppoe(IPppoePath host)
    {
    }

    public void Join(ISessionPath other) => throw new NotSupportedException("nothing is switched here");

    public void Detach()
    {
    }

    public void Withdraw()
    {
    }
}

internal sealed class FakeLine(TestProbe probe) : IPtyLine
{
    public bool Send(ushort protocol, ReadOnlySpan<byte> packet)
    {
        probe.Ref.Tell(new Happening.SentToPppd(protocol, packet.ToArray()));
        return true;
    }

    public void SetAccm(uint accm) => probe.Ref.Tell(new Happening.CharactersEscaped(accm));

    public void Open() => probe.Ref.Tell(new Happening.LineOpened());

    public void Close() => probe.Ref.Tell(new Happening.LineClosed());

}
