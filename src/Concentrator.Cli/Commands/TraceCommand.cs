using System.CommandLine;
using System.Text.Json;
using Concentrator.Cli.Http;
using Concentrator.Cli.Tables;

namespace Concentrator.Cli.Commands;

/// <summary>`concentrator trace …`: what is exchanged, into a file for Wireshark, until it is interrupted or what is traced ends.</summary>
internal static class TraceCommand
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    public static Command Build()
    {
        var tunnel = new Option<ushort?>("--tunnel") { Description = "A tunnel and all its sessions", HelpName = "ID" };
        var session = new Option<string?>("--session") { Description = "A session, and the control messages of its tunnel", HelpName = "TID/SID" };
        var user = new Option<string?>("--user") { Description = "The sessions that a user has now", HelpName = "NAME" };
        var data = new Option<bool>("--data") { Description = "Payload too, not only L2TP and PPP control" };
        var pcap = new Option<string>("--pcap") { Description = "File to write, - for standard output", HelpName = "FILE", Required = true };
        session.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !SessionCommand.IsSession(token.Value))
                result.AddError($"'{token.Value}' is no session: TUNNEL/SESSION is wanted, such as 17/3");
        });

        var command = new Command(
            "trace", "Record what is exchanged as a pcap file. Control messages are recorded as they are on the wire: passwords of PAP are in them.")
        {
            tunnel, session, user, data, pcap,
        };
        command.Validators.Add(result =>
        {
            if (new Option[] { tunnel, session, user }.Count(option => result.GetResult(option) is not null) != 1)
                result.AddError("Say what to trace: one of --tunnel, --session and --user.");
        });
        return command.WithNode(async (parsed, node, cancellation) =>
        {
            var target = parsed.GetValue(tunnel) is { } id ? $"tunnel={id}"
                : parsed.GetValue(session) is { } key ? $"session={key}"
                : $"user={Uri.EscapeDataString(parsed.GetValue(user)!)}";
            using var trace = await node.SendAsync(
                HttpMethod.Get, $"trace?{target}&data={(parsed.GetValue(data) ? "true" : "false")}", body: null, cancellation);
            await using var file = Open(parsed.GetRequiredValue(pcap));
            await Record(node, trace, file, cancellation);
            var summary = JsonDocument.Parse(await node.GetAsync($"trace/{IdOf(trace)}", CancellationToken.None)).RootElement;
            await parsed.InvocationConfiguration.Error.WriteLineAsync(
                $"{summary.Text("packets")} packets, {summary.Text("dropped")} dropped because this program was too slow");
        });
    }

    /// <summary>Copies until the end of the trace; when interrupted, tells the node to stop it, and copies what is still to come.</summary>
    private static async Task Record(ControlClient node, HttpResponseMessage trace, Stream file, CancellationToken interrupted)
    {
        using var giveUp = new CancellationTokenSource();
        await using var onInterrupt = interrupted.Register(() =>
        {
            giveUp.CancelAfter(StopLimit);
            _ = node.PostAsync($"trace/{IdOf(trace)}/stop", body: null, giveUp.Token);
        });
        try
        {
            await using var body = await trace.Content.ReadAsStreamAsync(giveUp.Token);
            await body.CopyToAsync(file, giveUp.Token);
        }
        catch (Exception e) when (e is HttpIOException or IOException)
        {
            throw new ControlException($"the trace broke off: {e.Message}");
        }
    }

    private static Stream Open(string path)
    {
        try
        {
            // There may be passwords in it.
            return path == "-" ? Console.OpenStandardOutput() : new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.Create,
                Access = FileAccess.Write,
                BufferSize = 0,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ControlException($"cannot write {path}: {e.Message}");
        }
    }

    private static string IdOf(HttpResponseMessage trace) =>
        trace.Headers.TryGetValues("Concentrator-Trace", out var values) ? values.First() : throw new ControlException("the node does not name the trace");
}
