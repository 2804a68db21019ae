using System.Collections.Concurrent;
using Akka.Actor;
using Concentrator.Actors.Operations;
using Concentrator.Actors.Tracing;
using Concentrator.Protocol.Ids;
using Microsoft.AspNetCore.Http;

namespace Concentrator.Node.Control;

/// <summary>
/// Traces that are streamed to somebody. The response's header <see cref="IdHeader"/> names the trace, so that it can be stopped in order (what
/// is queued still comes) and asked about afterwards: a pcap file has no place for how many packets were dropped.
/// </summary>
internal sealed class Traces(Operations operations, TimeProvider time)
{
    private const string IdHeader = "Concentrator-Trace";

    /// <summary>Traces that have ended and can still be asked about.</summary>
    private const int Remembered = 16;

    private readonly ConcurrentDictionary<int, (PcapTrace Trace, IActorRef Actor)> _traces = new();
    private readonly ConcurrentQueue<int> _ended = new();
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

    public IResult Summary(int id) => _traces.TryGetValue(id, out var known)
        ? TypedResults.Ok(new TraceSummary(known.Trace.Written, known.Trace.Dropped))
        : NoTrace(id);

    public IResult Stop(int id)
    {
        if (!_traces.TryGetValue(id, out var known))
            return NoTrace(id);
        known.Actor.Tell(PoisonPill.Instance);
        return TypedResults.Ok(new CommandResult(true, $"trace {id} stopped"));
    }

    private static IResult NoTrace(int id) => Operations.Problem(new CommandResult(false, $"no trace {id}"));

    private void Ended(int id)
    {
        _ended.Enqueue(id);
        while (_ended.Count > Remembered && _ended.TryDequeue(out var oldest))
            _traces.TryRemove(oldest, out _);
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
            traces._traces[id] = (trace, actor);
            try
            {
                http.Response.ContentType = "application/vnd.tcpdump.pcap";
                http.Response.Headers[IdHeader] = id.ToString();
                await trace.WriteToAsync(http.Response.Body, http.RequestAborted);
            }
            catch (OperationCanceledException)
            {
                // The reader went away.
            }
            finally
            {
                actor.Tell(PoisonPill.Instance);
                traces.Ended(id);
            }
        }
    }
}

/// <param name="Packets">Written into the stream so far.</param>
/// <param name="Dropped">Lost because the reader did not keep up.</param>
internal sealed record TraceSummary(long Packets, long Dropped);
