using Concentrator.Protocol;
using System.Security.Cryptography;
using Concentrator.Actors.Endpoints;
using Concentrator.Actors.Journal;
using Concentrator.Actors.Sessions;
using Concentrator.Actors.Sessions.Engines;
using Concentrator.Actors.Shell;
using Concentrator.Actors.Tunnels;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Admission;
using Concentrator.Control.Policy.Lines;
using Concentrator.DataPlane;
using Concentrator.Linux.Network;
using Concentrator.Linux.Processes;

namespace Concentrator.Actors;

/// <summary>
/// What the actors of a node share: its configuration as it is now, the tables that loops read, and the ways to the outside. All of it is
/// immutable or safe to use from any thread.
/// </summary>
public sealed class NodeRuntime(NodeConfiguration configuration, IDataPlane dataPlane, IChildProcesses processes, TimeProvider time)
{
    private NodeConfiguration _configuration = configuration;
    private uint _callSerialNumber = (uint)RandomNumberGenerator.GetInt32(int.MaxValue);

    /// <summary>Replaced as a whole by a reload; whoever needs it for longer than one message keeps the part that holds for it.</summary>
    public NodeConfiguration Configuration
    {
        get => Volatile.Read(ref _configuration);
        set
        {
            Volatile.Write(ref _configuration, value);
            Ledger.Limits = value.Limits;
        }
    }

    public IDataPlane DataPlane { get; } = dataPlane;

    public IChildProcesses Processes { get; } = processes;

    /// <summary>Its timestamps are what machines go by, its wall clock is for people and records.</summary>
    public TimeProvider Time { get; } = time;

    public AdmissionLedger Ledger { get; } = new(configuration.Limits);

    public SwitchedCalls SwitchedCalls { get; } = new();

    public TunnelDirectory Tunnels { get; } = new();

    /// <summary>Which of the lines for outgoing calls are in use.</summary>
    public LinePool Lines { get; } = new();

    public UdpPorts Ports { get; } = new();

    public ControlFates ControlFates { get; } = new();

    /// <summary>PPP frames that came too early, and were too many.</summary>
    public DropCount EarlyFrameDrops { get; } = new();

    public JournalHealth Journal { get; } = new();

    /// <summary>Where subscribers' payload goes.</summary>
    public RoutingDomains Domains { get; } = new();

    /// <summary>What of it passes.</summary>
    public GroupFilters Filters { get; } = new(new Nftables(processes));

    internal OuterPath OuterPath { get; } = new(dataPlane, time);

    /// <summary>Octets that nobody can foresee: challenges, random vectors, magic numbers.</summary>
    public NonceSource FillNonce { get; } = RandomNumberGenerator.Fill;

    /// <summary>For a call of ours: "likely to be unique for a significant period of time across all interconnected LNSs and LACs" (RFC 2661 section 4.4.4).</summary>
    public uint NextCallSerialNumber() => Interlocked.Increment(ref _callSerialNumber);

    public DateTimeOffset WallTime => Time.GetUtcNow();
}
