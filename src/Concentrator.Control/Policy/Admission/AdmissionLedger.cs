using System.Runtime.InteropServices;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Control.Policy.Admission;

/// <summary>
/// Counts what a node has taken on, and says of each new tunnel and call whether its limits leave room. What is admitted gets a
/// ticket that must be told when it is up and when it has ended. Safe to use from several threads.
/// </summary>
/// <remarks>
/// Refusals are temporary in the RFC's terms (RFC 2661 section 4.4.2): a full node asks the LAC to try another LNS, a burst of
/// set-ups lacks resources for now, a call finds no facilities for now.
/// </remarks>
public sealed class AdmissionLedger(Limits limits)
{
    private const string ShuttingDown = "shutting down";

    private static readonly ResultCode NodeCloses = new(StopCcnResult.ShuttingDown, message: ShuttingDown);
    private static readonly ResultCode NodeFull = new(StopCcnResult.GeneralError, GeneralError.TryAnother, "too many tunnels");
    private static readonly ResultCode TooManyHalfOpen = new(StopCcnResult.GeneralError, GeneralError.InsufficientResources, "too many tunnels in set-up");
    private static readonly ResultCode TooManyOfSource =
        new(StopCcnResult.GeneralError, GeneralError.InsufficientResources, "too many tunnels in set-up from your address");

    private readonly Lock _lock = new();
    private readonly Dictionary<UInt128, int> _halfOpenBySource = [];
    private readonly Dictionary<string, int> _sessionsByProfile = [];
    private Limits _limits = limits;
    private int _tunnels, _halfOpen, _sessions, _inSetup;
    private volatile bool _isClosed;

    /// <summary>Can be replaced at any time; what was admitted stays.</summary>
    public Limits Limits
    {
        get => Volatile.Read(ref _limits);
        set => Volatile.Write(ref _limits, value);
    }

    /// <summary>Tunnels that are admitted, the half-open ones among them.</summary>
    public int Tunnels => Volatile.Read(ref _tunnels);

    public int HalfOpenTunnels => Volatile.Read(ref _halfOpen);

    /// <summary>Sessions that are admitted, those in set-up among them.</summary>
    public int Sessions => Volatile.Read(ref _sessions);

    public int CallsInSetup => Volatile.Read(ref _inSetup);

    /// <summary>The node stops: nothing more is admitted, so that what is there can end.</summary>
    public void Close() => _isClosed = true;

    /// <summary>Asks for a tunnel, which counts as half-open until its ticket is told otherwise.</summary>
    /// <param name="refusal">The result for the StopCCN, when the answer is null.</param>
    public TunnelTicket? AdmitTunnel(Endpoint peer, out ResultCode refusal)
    {
        var source = SourceOf(peer);
        lock (_lock)
        {
            ref var ofSource = ref CollectionsMarshal.GetValueRefOrAddDefault(_halfOpenBySource, source, out _);
            var limits = Limits;
            var full =
                _isClosed ? NodeCloses
                : _tunnels >= limits.Tunnels ? NodeFull
                : _halfOpen >= limits.HalfOpenTunnels ? TooManyHalfOpen
                : ofSource >= limits.HalfOpenTunnelsPerSource ? TooManyOfSource
                : (ResultCode?)null;
            refusal = full.GetValueOrDefault();
            if (full is not null)
            {
                if (ofSource == 0)
                    _halfOpenBySource.Remove(source);
                return null;
            }

            ofSource++;
            _tunnels++;
            _halfOpen++;
            return new TunnelTicket(this, source);
        }
    }

    /// <summary>Asks for a call on a tunnel, which counts as in set-up until its ticket is told otherwise.</summary>
    /// <param name="refusal">The result for the CDN, when the answer is null.</param>
    public CallTicket? AdmitCall(TunnelTicket tunnel, string profile, int? profileLimit, out ResultCode refusal)
    {
        lock (_lock)
        {
            var limits = Limits;
            var ofProfile = _sessionsByProfile.GetValueOrDefault(profile);
            var full =
                _isClosed ? ShuttingDown
                : tunnel.Sessions >= limits.SessionsPerTunnel ? "too many sessions in this tunnel"
                : _sessions >= limits.Sessions ? "too many sessions"
                : ofProfile >= profileLimit ? "too many sessions of this profile"
                : _inSetup >= limits.CallsInSetup ? "too many calls in set-up"
                : null;
            refusal = full is null ? default : new ResultCode(CdnResult.NoFacilitiesTemporarily, message: full);
            if (full is not null)
                return null;

            _sessionsByProfile[profile] = ofProfile + 1;
            tunnel.Sessions++;
            _sessions++;
            _inSetup++;
            return new CallTicket(this, tunnel, profile);
        }
    }

    internal void Opened(TunnelTicket ticket)
    {
        lock (_lock)
            if (ticket.HalfOpen)
                NoLongerHalfOpen(ticket);
    }

    internal void Ended(TunnelTicket ticket)
    {
        lock (_lock)
        {
            if (ticket.Ended)
                return;
            if (ticket.HalfOpen)
                NoLongerHalfOpen(ticket);
            ticket.Ended = true;
            _tunnels--;
        }
    }

    internal void Opened(CallTicket ticket)
    {
        lock (_lock)
            if (ticket.InSetup)
                NoLongerInSetup(ticket);
    }

    internal void Ended(CallTicket ticket)
    {
        lock (_lock)
        {
            if (ticket.Ended)
                return;
            if (ticket.InSetup)
                NoLongerInSetup(ticket);
            ticket.Ended = true;
            ticket.Tunnel.Sessions--;
            _sessions--;
            Decrement(_sessionsByProfile, ticket.Profile);
        }
    }

    private void NoLongerHalfOpen(TunnelTicket ticket)
    {
        ticket.HalfOpen = false;
        _halfOpen--;
        Decrement(_halfOpenBySource, ticket.Source);
    }

    private void NoLongerInSetup(CallTicket ticket)
    {
        ticket.InSetup = false;
        _inSetup--;
    }

    private static void Decrement<TKey>(Dictionary<TKey, int> counts, TKey key) where TKey : notnull
    {
        if (--CollectionsMarshal.GetValueRefOrNullRef(counts, key) == 0)
            counts.Remove(key);
    }

    /// <summary>Whoever has one IPv6 address has the /64 around it.</summary>
    private static UInt128 SourceOf(Endpoint peer) => peer.IsIpv4 ? peer.Address : peer.Address >> 64 << 64;
}

/// <summary>The place of a tunnel in the ledger. Being told twice that it is up or has ended does no harm.</summary>
public sealed class TunnelTicket
{
    private readonly AdmissionLedger _ledger;

    internal TunnelTicket(AdmissionLedger ledger, UInt128 source) => (_ledger, Source) = (ledger, source);

    internal UInt128 Source { get; }

    internal bool HalfOpen { get; set; } = true;

    internal bool Ended { get; set; }

    internal int Sessions { get; set; }

    public void Established() => _ledger.Opened(this);

    public void Release() => _ledger.Ended(this);
}

/// <summary>The place of a call in the ledger. Being told twice that it is up or has ended does no harm.</summary>
public sealed class CallTicket
{
    private readonly AdmissionLedger _ledger;

    internal CallTicket(AdmissionLedger ledger, TunnelTicket tunnel, string profile) => (_ledger, Tunnel, Profile) = (ledger, tunnel, profile);

    internal TunnelTicket Tunnel { get; }

    internal string Profile { get; }

    internal bool InSetup { get; set; } = true;

    internal bool Ended { get; set; }

    /// <summary>From which pool the call may have an address, which whoever gives back its place gives back too; null: from none.</summary>
    public string? Pool { get; set; }

    public void Established() => _ledger.Opened(this);

    public void Release() => _ledger.Ended(this);
}
