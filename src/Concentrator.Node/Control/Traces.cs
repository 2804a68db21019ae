using System.Collections.Concurrent;
using Akka.Actor;
using Concentrator.Actors.Operations;
using Concentrator.Actors.Tracing;
using Concentrator.Protocol.Ids;
using Microsoft.AspNetCore.Http;

namespace Concentrator.Node.Control;

/// <summary>
/// Traces that are streamed to somebody. The response's header <see cref="IdHeader"/> names the trace, so that it can be stopped in order: then
/// what is queued still comes, and the trailers say how many packets there were and how many were dropped.
/// </summary>
internal sealed class Traces(Operations operations, TimeProvider time)
{
    internal const string IdHeader = "Concentrator-Trace";
    internal const string PacketsTrailer = "Concentrator-Trace-Packets";
    internal const string DroppedTrailer = "Concentrator-Trace-Dropped";

    private readonly ConcurrentDictionary<int, IActorRef> _running = new();
    private int _lastId;

    public async Task<IResult> Run(HttpContext http, string? tunnel, string? session, string? user, bool data)
    {
        if (Parse(tunnel, session, user) is not { } target)
            return await ControlApi.BadRequest("say what to trace: one of tunnel=ID, session=TUNNEL/SESSION, user=NAME");

        var trace = new PcapTrace(data, time);
        if (await operations.Ask(new TraceCommands.Start(target, trace)) is var answer && answer is not TraceEvents.Started started)
            return Operations.Problem(answer);
        return new Stream(this, trace, started.Trace);
    }

    public Task<IResult> Stop(int id)
    {
        if (!_running.TryGetValue(id, out var trace))
            return Task.FromResult(Operations.Problem(new CommandResult(false, $"no trace {id}")));
        trace.Tell(PoisonPill.Instance);
        return Task.FromResult<IResult>(TypedResults.Ok(new CommandResult(true, $"trace {id} stopped")));
    }

    private static ITraceTarget? Parse(string? tunnel, string? session, string? user) => (tunnel, session, user) switch
    {
        ({ } id, null, null) when ushort.TryParse(id, out var tid) => new TunnelTarget(new TunnelId(tid)),
        (null, { } id, null) when id.Split('/') is [var first, var second] && ushort.TryParse(first, out var tid) && ushort.TryParse(second, out var sid) =>
            new SessionTarget(new SessionKey(new TunnelId(tid), new SessionId(sid))),
        (null, null, { Length: > 0 }) => new UserTarget(user),
        _ => null,
    };

    private sealed class Stream(Traces traces, PcapTrace trace, IActorRef actor) : IResult
    {
        public async Task ExecuteAsync(HttpContext http)
        {
            var id = Interlocked.Increment(ref traces._lastId);
            traces._running[id] = actor;
            try
            {
                http.Response.ContentType = "application/vnd.tcpdump.pcap";
                http.Response.Headers[IdHeader] = id.ToString();
                http.Response.DeclareTrailer(PacketsTrailer);
                http.Response.DeclareTrailer(DroppedTrailer);
                await trace.WriteToAsync(http.Response.Body, http.RequestAborted);
                http.Response.AppendTrailer(PacketsTrailer, trace.Written.ToString());
                http.Response.AppendTrailer(DroppedTrailer, trace.Dropped.ToString());
            }
            catch (OperationCanceledException)
            {
                // The reader went away; nobody is left to be told the rest.
            }
            finally
            {
                traces._running.TryRemove(id, out _);
                actor.Tell(PoisonPill.Instance);
            }
        }
    }
}
