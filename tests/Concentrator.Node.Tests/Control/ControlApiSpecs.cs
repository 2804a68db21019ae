using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Concentrator.Actors.Operations;
using Concentrator.Node.Control;
using Xunit;

namespace Concentrator.Node.Tests.Control;

public class ControlApiSpecs(ControlServer server) : IClassFixture<ControlServer>
{
    [Theory]
    [InlineData("tunnels", "tunnelId", "4711")]
    [InlineData("sessions", "rxBytes", "1300000")]
    [InlineData("pools", "ranges", "10.64.0.0/12")]
    [InlineData("groups", "filter", "inForce")]
    [InlineData("history", "endedBy", "peer")]
    public async Task Lists_should_come_as_items(string path, string field, string value)
    {
        var report = await server.Http.GetFromJsonAsync<JsonElement>(path);
        Assert.Equal(value, report.GetProperty("items")[0].GetProperty(field).ToString());
        Assert.Equal(path == "sessions" ? 2 : 0, report.GetProperty("missing").GetInt32());
    }

    [Fact]
    public async Task Node_should_come_with_its_counters()
    {
        var node = await server.Http.GetFromJsonAsync<JsonElement>("node");
        Assert.Equal(3, node.GetProperty("counters").GetProperty("drops.malformed").GetInt64());
    }

    [Fact]
    public async Task Absent_facts_should_be_null() =>
        Assert.Contains("\"calledNumber\":null", await server.Http.GetStringAsync("sessions"));

    [Theory]
    [InlineData("tunnels/4711/close", """{"reason":"maintenance"}""")]
    [InlineData("tunnels/4711/close", null)]
    [InlineData("sessions/4711/3/close", "{}")]
    [InlineData("dialers/head%20office/dial", """{"hangUp":true}""")]
    [InlineData("dialers/head%20office/dial", null)]
    public async Task Commands_should_say_what_was_done(string path, string? body)
    {
        var response = await Post(path, body);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True((await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("done").GetBoolean());
    }

    [Fact]
    public async Task Commands_should_carry_what_the_operator_said()
    {
        await Post("tunnels/4712/close", """{"reason":"power cut"}""");
        Assert.Contains(new OperationsCommands.CloseTunnel(4712, "power cut"), server.Commands);
    }

    [Fact]
    public async Task Command_that_was_not_done_should_be_a_conflict_that_says_why() =>
        await AssertProblem(await Post("tunnels/5/close", null), HttpStatusCode.Conflict, "no tunnel 5");

    [Fact]
    public async Task Query_that_is_refused_should_be_unavailable() =>
        await AssertProblem(await server.Http.GetAsync("dialers"), HttpStatusCode.ServiceUnavailable, "under way");

    [Fact]
    public async Task Answer_that_is_not_understood_should_be_an_error_of_the_node() =>
        await AssertProblem(await Post("dialers/other/dial", null), HttpStatusCode.InternalServerError, "not understood");

    [Theory]
    [InlineData("history?last=0")]
    [InlineData("history?last=99999")]
    [InlineData("history?last=x")]
    [InlineData("trace")]
    [InlineData("trace?tunnel=1&user=ann")]
    [InlineData("trace?session=1-2")]
    [InlineData("trace?tunnel=70000")]
    [InlineData("trace?tunnel=1&data=perhaps")]
    public async Task Odd_queries_should_be_refused(string path) =>
        await AssertProblem(await server.Http.GetAsync(path), HttpStatusCode.BadRequest);

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"reason":5}""")]
    [InlineData("""{"raeson":"typo"}""")]
    [InlineData("""{"reason":"\u001b[2J"}""")]
    public async Task Odd_bodies_should_be_refused(string body) =>
        await AssertProblem(await Post("tunnels/4711/close", body), HttpStatusCode.BadRequest);

    [Fact]
    public async Task Long_reason_should_be_refused() =>
        await AssertProblem(await Post("tunnels/4711/close", $$"""{"reason":"{{new string('x', 201)}}"}"""), HttpStatusCode.BadRequest, "200");

    [Fact]
    public async Task Body_beyond_the_limit_should_be_refused() =>
        Assert.Equal(
            HttpStatusCode.RequestEntityTooLarge,
            (await Post("tunnels/4711/close", $$"""{"reason":"{{new string('x', 20_000)}}"}""")).StatusCode);

    [Fact]
    public async Task Request_line_beyond_the_limit_should_be_refused() =>
        Assert.Equal(HttpStatusCode.RequestUriTooLong, (await server.Http.GetAsync($"history?x={new string('x', 5000)}")).StatusCode);

    [Theory]
    [InlineData("tunnels/abc/close")]
    [InlineData("tunnels/4711")]
    [InlineData("nothing")]
    public async Task Unknown_paths_should_be_problems_too(string path) =>
        await AssertProblem(await Post(path, null), HttpStatusCode.NotFound);

    [Fact]
    public async Task Reload_should_report_what_changed_or_why_not()
    {
        server.Reload = new ReloadReport(["limits"], ["listen"], []);
        Assert.Contains("\"needRestart\":[\"listen\"]", await (await Post("reload", null)).Content.ReadAsStringAsync());
        server.Reload = new ReloadReport([], [], ["limits.tunnels: must be positive", "pools.default: overlaps"]);
        await AssertProblem(await Post("reload", null), HttpStatusCode.UnprocessableEntity, "overlaps");
    }

    [Fact]
    public async Task Trace_of_nothing_should_be_a_problem_and_no_file() =>
        await AssertProblem(await server.Http.GetAsync("trace?user=ann"), HttpStatusCode.Conflict, "no session of user");

    [Fact]
    public async Task Trace_should_stream_until_it_is_stopped_and_then_count()
    {
        using var trace = await server.Http.GetAsync("trace?session=4711/3&data=true", HttpCompletionOption.ResponseHeadersRead);
        var body = await trace.Content.ReadAsStreamAsync();
        var begun = new byte[24 + 2 * (16 + 40)];
        await body.ReadExactlyAsync(begun);
        Assert.Equal("D4C3B2A1", Convert.ToHexString(begun.AsSpan(0, 4)));

        var id = trace.Headers.GetValues("Concentrator-Trace").Single();
        Assert.Equal(HttpStatusCode.OK, (await Post($"trace/{id}/stop", null)).StatusCode);
        using var rest = new MemoryStream();
        await body.CopyToAsync(rest);
        Assert.Equal(16 + 40, rest.Length);
        Assert.Equal("""{"packets":3,"dropped":0}""", await server.Http.GetStringAsync($"trace/{id}"));
    }

    private Task<HttpResponseMessage> Post(string path, string? body) =>
        server.Http.PostAsync(path, body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"));

    private static async Task AssertProblem(HttpResponseMessage response, HttpStatusCode status, string detail = "")
    {
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains(detail, await response.Content.ReadAsStringAsync());
    }
}
