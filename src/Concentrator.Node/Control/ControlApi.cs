using System.Text.Json.Serialization;
using Concentrator.Actors.History;
using Concentrator.Actors.Operations;
using Concentrator.Control.Policy.Secrets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Concentrator.Node.Control;

/// <summary>
/// The node's control API: HTTP and JSON for whoever may open its socket. Lists come as {"items": […], "missing": 0}, commands answer
/// {"done": true, "text": "…"}, whatever goes wrong is a problem document (RFC 9457) whose "detail" says what.
/// </summary>
public static class ControlApi
{
    /// <summary>A reason has to fit into a Result Code AVP with room to spare (RFC 2661 section 4.1: 1023 octets).</summary>
    private const int MaxReason = 200;

    /// <summary>What one answer may hold, and therefore what there is any use in remembering.</summary>
    internal const int MaxHistory = 10_000;

    /// <summary>Serves the control API on a unix socket, and only there; needs <see cref="OperationsActor"/>, <see cref="IConfigurationReload"/> and <see cref="IConfigurationAdditions"/>.</summary>
    public static WebApplicationBuilder AddControlApi(
        this WebApplicationBuilder builder, string socketPath, UnixFileMode mode = ControlSocket.DefaultMode)
    {
        builder.AddControlSocket(socketPath, mode);
        builder.Services.AddProblemDetails();
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ControlJson.Default);
            json.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        });
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = false);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<Operations>();
        builder.Services.AddSingleton<Traces>();
        return builder;
    }

    public static WebApplication MapControlApi(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();

        var api = app.MapGroup("/v1");
        api.MapGet("/tunnels", (Operations node) => node.Query<StatusReport<TunnelStatus>>(new OperationsQueries.GetTunnels()));
        api.MapGet("/sessions", (Operations node) => node.Query<StatusReport<SessionStatus>>(new OperationsQueries.GetSessions()));
        api.MapGet("/pools", (Operations node) => node.Query<StatusReport<PoolStatus>>(new OperationsQueries.GetPools()));
        api.MapGet("/groups", (Operations node) => node.Query<StatusReport<GroupStatus>>(new OperationsQueries.GetGroups()));
        api.MapGet("/dialers", (Operations node) => node.Query<StatusReport<DialerStatus>>(new OperationsQueries.GetDialers()));
        api.MapGet("/targets", (Operations node) => node.Query<StatusReport<TargetStatus>>(new OperationsQueries.GetTargets()));
        api.MapGet("/pppoe", (Operations node) => node.Query<StatusReport<PppoeStatus>>(new OperationsQueries.GetPppoe()));
        api.MapGet("/node", (Operations node) => node.Query<NodeStatus>(new OperationsQueries.GetNode()));
        api.MapGet("/history", (Operations node, int last = 100) => last is < 1 or > MaxHistory
            ? BadRequest($"last is a number from 1 to {MaxHistory}")
            : node.Query(new OperationsQueries.GetHistory(last), (HistoryResult history) => new StatusReport<HistoryEntry>(history.Entries, Missing: 0)));

        api.MapPost("/tunnels/{id:int}/close", (int id, CloseRequest? body, Operations node) =>
            Refuse(body) ?? node.Command(new OperationsCommands.CloseTunnel(id, body?.Reason)));
        api.MapPost("/sessions/{tunnel:int}/{session:int}/close", (int tunnel, int session, CloseRequest? body, Operations node) =>
            Refuse(body) ?? node.Command(new OperationsCommands.CloseSession(tunnel, session, body?.Reason)));
        api.MapPost("/sessions/{tunnel:int}/{session:int}/sequencing", (int tunnel, int session, SequencingRequest body, Operations node) =>
            node.Command(new OperationsCommands.SetSequencing(tunnel, session, body.On)));
        api.MapPost("/dialers/{name}/dial", (string name, DialRequest? body, Operations node) =>
            node.Command(new OperationsCommands.Dial(name, body?.HangUp ?? false, body?.User is { } user ? new DialerLogin(user, body.Password is { } word ? Secret.Of(word) : null) : null)));
        api.MapPost("/reload", (IConfigurationReload configuration, CancellationToken cancellation) => Report(configuration.ReloadAsync(cancellation)));

        api.MapGet("/profiles", (IConfigurationAdditions configuration) => List(configuration.Profiles));
        api.MapGet("/additions", (IConfigurationAdditions configuration) => List(configuration.Additions));
        api.MapPut("/additions/{name}", async (string name, HttpRequest request, IConfigurationAdditions configuration, CancellationToken cancellation) =>
        {
            using var body = new StreamReader(request.Body);
            return await Report(configuration.PutAsync(name, await body.ReadToEndAsync(cancellation), cancellation));
        });
        api.MapDelete("/additions/{name}", (string name, IConfigurationAdditions configuration, CancellationToken cancellation) =>
            Report(configuration.RemoveAsync(name, cancellation)));

        api.MapGet("/trace", (HttpContext http, Traces traces, string? tunnel, string? session, string? user, bool data = false) =>
            traces.Run(http, tunnel, session, user, data));
        api.MapGet("/trace/{id:int}", (int id, Traces traces) => traces.Summary(id));
        api.MapPost("/trace/{id:int}/stop", (int id, Traces traces) => traces.Stop(id));
        return app;
    }

    internal static Task<IResult> BadRequest(string detail) =>
        Task.FromResult<IResult>(TypedResults.Problem(detail, statusCode: StatusCodes.Status400BadRequest));

    private static Task<IResult>? Refuse(CloseRequest? body) => body?.Reason is { } reason && (reason.Length > MaxReason || reason.Any(char.IsControl))
        ? BadRequest($"a reason has at most {MaxReason} characters, none of which controls a terminal")
        : null;

    private static IResult List<T>(IReadOnlyList<T> items) => TypedResults.Ok(new StatusReport<T>(items, Missing: 0));

    private static async Task<IResult> Report(Task<ReloadReport> change)
    {
        var report = await change;
        return report.Errors.Count == 0
            ? TypedResults.Ok(report)
            : TypedResults.Problem(string.Join('\n', report.Errors), statusCode: StatusCodes.Status422UnprocessableEntity);
    }
}
