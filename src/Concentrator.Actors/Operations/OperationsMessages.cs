using Akka.Actor;
using Concentrator.Control.Policy.Secrets;

namespace Concentrator.Actors.Operations;

/// <summary>
/// What operators ask of a node, told to the operations actor. Lists are answered with <see cref="StatusReport{T}"/>, <see cref="GetHistory"/>
/// with <see cref="History.HistoryResult"/>, <see cref="GetNode"/> with <see cref="NodeStatus"/>, and any query with <see cref="QueryRefused"/> when too many are under way.
/// </summary>
public static class OperationsQueries
{
    public sealed record GetTunnels : INoSerializationVerificationNeeded;

    public sealed record GetSessions : INoSerializationVerificationNeeded;

    public sealed record GetPools : INoSerializationVerificationNeeded;

    public sealed record GetDialers : INoSerializationVerificationNeeded;

    public sealed record GetTargets : INoSerializationVerificationNeeded;

    public sealed record GetPppoe : INoSerializationVerificationNeeded;

    public sealed record GetGroups : INoSerializationVerificationNeeded;

    public sealed record GetNode : INoSerializationVerificationNeeded;

    /// <summary>The newest ends of tunnels and sessions.</summary>
    public sealed record GetHistory(int Last) : INoSerializationVerificationNeeded;
}

/// <summary>Each is answered with <see cref="CommandResult"/>.</summary>
public static class OperationsCommands
{
    /// <summary>Closes a tunnel with a StopCCN.</summary>
    public sealed record CloseTunnel(int TunnelId, string? Reason) : INoSerializationVerificationNeeded;

    /// <summary>Closes a session with a CDN.</summary>
    public sealed record CloseSession(int TunnelId, int SessionId, string? Reason) : INoSerializationVerificationNeeded;

    /// <summary>As LNS: with or without sequence numbers on a session's data messages from now on; the session itself answers.</summary>
    public sealed record SetSequencing(int TunnelId, int SessionId, bool On) : INoSerializationVerificationNeeded;

    /// <summary>Tells a dialer to dial now (or to hang up and stay down); the dialer itself answers.</summary>
    /// <param name="Login">Who we are from now on, until the dialer's profile changes; null: who we were.</param>
    public sealed record Dial(string Dialer, bool HangUp = false, DialerLogin? Login = null) : INoSerializationVerificationNeeded;
}

/// <param name="Password">Null: there is none, or pppd is to look it up.</param>
public sealed record DialerLogin(string User, Secret? Password) : INoSerializationVerificationNeeded;

/// <summary>The answer to an operator's command. Not done: there is no such thing, or it is in no state for it; the text says which.</summary>
public sealed record CommandResult(bool Done, string Text) : INoSerializationVerificationNeeded;

/// <summary>The answer to a query for a list.</summary>
/// <param name="Missing">How many were asked and did not answer in time: 0 when the list is complete.</param>
public sealed record StatusReport<T>(IReadOnlyList<T> Items, int Missing) : INoSerializationVerificationNeeded;

/// <summary>A query that the node does not answer now.</summary>
public sealed record QueryRefused(string Reason) : INoSerializationVerificationNeeded;
