using System.Net;

namespace Concentrator.Actors.Pppd;

/// <summary>What a pppd tells of the call whose frames this node does not see, by the script that it runs when IPCP is open.</summary>
/// <param name="User">Who the peer has proved to be; null: nobody asked.</param>
internal sealed record PppdReport(IPAddress Local, IPAddress Peer, string? User)
{
    private const string Word = "up";

    /// <summary>Null: the line is none. What a peer calls itself is its end, and cannot be taken for the rest.</summary>
    public static PppdReport? Parse(string line)
    {
        var words = line.Split(' ', 4);
        return words.Length == 4 && words[0] == Word && IPAddress.TryParse(words[1], out var local) && IPAddress.TryParse(words[2], out var peer)
            ? new PppdReport(local, peer, words[3].Length == 0 ? null : words[3])
            : null;
    }
}

/// <summary>How a pppd is told to report.</summary>
/// <param name="Script">Path of the program for its ip-up-script.</param>
/// <param name="Terminal">Path of what that writes to.</param>
internal sealed record PppdReporting(string Script, string Terminal)
{
    /// <summary>The name under which the script finds the terminal.</summary>
    public const string Variable = "CONCENTRATOR_LINE";

    private const string Text = $"""
        #!/bin/sh
        # Tells the concentrator what its pppd has agreed upon, and goes on with what pppd would have run.
        [ -z "${Variable}" ] || printf 'up %s %s %s\n' "$IPLOCAL" "$IPREMOTE" "$PEERNAME" > "${Variable}"
        [ ! -x /etc/ppp/ip-up ] || exec /etc/ppp/ip-up "$@"

        """;

    /// <summary>Writes the script, if it is not there.</summary>
    /// <exception cref="IOException">The directory cannot be written.</exception>
    public static PppdReporting In(string directory, string terminal)
    {
        var script = Path.Combine(directory, "pppd-ip-up");
        if (!File.Exists(script) || File.ReadAllText(script) != Text)
        {
            // Whoever runs it meanwhile has it whole.
            var draft = $"{script}.{Guid.NewGuid():n}";
            File.WriteAllText(draft, Text);
            File.SetUnixFileMode(draft, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            File.Move(draft, script, overwrite: true);
        }

        return new PppdReporting(script, terminal);
    }
}
