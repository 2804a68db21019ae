using System.CommandLine;
using Concentrator.Cli.Commands;
using Concentrator.Cli.Http;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Node.Migration.Xl2tpd;

namespace Concentrator.Node.Migration;

/// <summary>`concentrator xl2tpd-control …`: the command line and the exit codes of xl2tpd-control(8), for a node of ours.</summary>
internal static class Xl2tpdControlCommand
{
    /// <summary>Exit code 255: the command line is wrong, or there is no node.</summary>
    private const int Usage = -1;

    /// <param name="Arguments">After the name.</param>
    /// <param name="Shows">Its answer is what it is for, and shown always.</param>
    private sealed record Verb(string Name, string Arguments, Func<Xl2tpdControl, string, string[], Task> Run, bool Shows = false);

    private static readonly Verb[] Verbs =
    [
        new("add-lac", "KEY=VALUE…", (node, name, rest) => node.AddLac(name, Options(rest))),
        new("connect-lac", "[USER [PASSWORD]]", (node, name, rest) => node.ConnectLac(name, rest.ElementAtOrDefault(0), rest.ElementAtOrDefault(1))),
        new("disconnect-lac", "", (node, name, _) => node.DisconnectLac(name)),
        new("remove-lac", "", (node, name, _) => node.RemoveLac(name)),
        new("status-lac", "", (node, name, _) => node.StatusLac(name), Shows: true),
        new("add-lns", "KEY=VALUE…", (node, name, rest) => node.AddLns(name, Options(rest))),
        new("remove-lns", "", (node, name, _) => node.RemoveLns(name)),
        new("status-lns", "", (node, name, _) => node.StatusLns(name), Shows: true),
        new("available", "", (node, _, _) => node.Available(), Shows: true),
    ];

    public static Command Build()
    {
        var words = new Argument<string[]>("COMMAND NAME [OPTIONS]")
        {
            Arity = ArgumentArity.ZeroOrMore,
            Description = string.Join(", ", Verbs.Select(verb => $"{verb.Name}{(verb.Name == "available" ? "" : " NAME")} {verb.Arguments}".TrimEnd())),
        };
        var control = ControlOption.Create();
        control.Aliases.Add("-c");
        var debug = new Option<bool>("-d") { Description = "Show the answer of every command, not only of those that ask" };
        var engine = new Option<PppEngine>("--engine") { Description = "Who is to speak PPP in what is added", DefaultValueFactory = _ => PppEngine.Embedded };
        var command = new Command("xl2tpd-control", "Command this node as xl2tpd-control(8) commands an xl2tpd") { words, control, debug, engine };
        command.SetAction(async (parsed, cancellation) =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            try
            {
                using var node = new ControlClient(parsed.GetRequiredValue(control));
                return await Run(new Xl2tpdControl(node, parsed.GetValue(engine), error, cancellation), parsed.GetValue(words) ?? [], parsed.GetValue(debug), output, error);
            }
            catch (ControlException failure)
            {
                return await Complain(error, failure.Message);
            }
        });
        return command;
    }

    private static async Task<int> Run(Xl2tpdControl node, string[] words, bool debug, TextWriter output, TextWriter error)
    {
        if (words is not [var word, ..])
            return await Complain(error, "error: command not specified");
        // The names of old, too: "add" is "add-lac".
        if (Verbs.FirstOrDefault(verb => word.ToLowerInvariant() is var name && (verb.Name == name || verb.Name == $"{name}-lac")) is not { } verb)
            return await Complain(error, $"error: no such command {word}");
        var (tunnel, rest) = (words.ElementAtOrDefault(1), words[Math.Min(2, words.Length)..]);
        if (verb.Name != "available" && tunnel is null)
            return await Complain(error, "error: tunnel name not specified");
        if (tunnel?.Contains(' ') == true)
            return await Complain(error, "error: tunnel name shouldn't include spaces");
        if (verb.Arguments.StartsWith("KEY", StringComparison.Ordinal) && rest is [])
            return await Complain(error, "error: tunnel configuration expected");

        await verb.Run(node, Xl2tpdSections.NameOf(tunnel ?? ""), rest);
        if (verb.Shows || debug)
            await output.WriteAsync(node.Answer);
        else if (node.Code != 0)
            await error.WriteAsync(node.Answer);
        return node.Code;
    }

    /// <summary>Keys of two words come as two arguments, and a value may stand apart from its "=".</summary>
    private static string Options(string[] words)
    {
        var options = new List<string>();
        var pending = "";
        foreach (var word in words)
        {
            pending = pending.Length == 0 ? word : $"{pending} {word}";
            if (!pending.Contains('=') || pending.EndsWith('='))
                continue;
            options.Add(pending);
            pending = "";
        }
        return string.Join(';', pending.Length == 0 ? options : [.. options, pending]);
    }

    private static async Task<int> Complain(TextWriter error, string text)
    {
        await error.WriteLineAsync($"xl2tpd-control: {text}");
        return Usage;
    }
}
