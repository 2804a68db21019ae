using System.Text.Json;
using System.Text.Json.Serialization;
using Concentrator.Actors.Operations;
using Microsoft.AspNetCore.Mvc;

namespace Concentrator.Node.Control;

/// <summary>How the control API writes and reads JSON: camelCase names, numbers as numbers, absent facts as null.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(StatusReport<TunnelStatus>))]
[JsonSerializable(typeof(StatusReport<SessionStatus>))]
[JsonSerializable(typeof(StatusReport<PoolStatus>))]
[JsonSerializable(typeof(StatusReport<GroupStatus>))]
[JsonSerializable(typeof(StatusReport<DialerStatus>))]
[JsonSerializable(typeof(StatusReport<TargetStatus>))]
[JsonSerializable(typeof(StatusReport<PppoeStatus>))]
[JsonSerializable(typeof(StatusReport<HistoryEntry>))]
[JsonSerializable(typeof(NodeStatus))]
[JsonSerializable(typeof(CommandResult))]
[JsonSerializable(typeof(ReloadReport))]
[JsonSerializable(typeof(StatusReport<AdditionStatus>))]
[JsonSerializable(typeof(StatusReport<ProfileStatus>))]
[JsonSerializable(typeof(TraceSummary))]
[JsonSerializable(typeof(CloseRequest))]
[JsonSerializable(typeof(DialRequest))]
[JsonSerializable(typeof(SequencingRequest))]
[JsonSerializable(typeof(ProblemDetails))]
internal sealed partial class ControlJson : JsonSerializerContext;

/// <summary>Body of a close; may be absent.</summary>
/// <param name="Reason">For the peer (in the Result Code AVP), the log and the history.</param>
internal sealed record CloseRequest(string? Reason);

/// <summary>Body of a dial; may be absent.</summary>
/// <param name="User">Who we are from now on; absent: who we were.</param>
internal sealed record DialRequest(bool HangUp, string? User = null, string? Password = null)
{
    public override string ToString() => $"{nameof(DialRequest)} {{ HangUp = {HangUp}, User = {User} }}";
}

/// <summary>Body of a command about the sequence numbers of data messages.</summary>
internal sealed record SequencingRequest(bool On);
