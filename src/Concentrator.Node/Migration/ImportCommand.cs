using System.CommandLine;
using Concentrator.Cli;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Node.Migration.Xl2tpd;

namespace Concentrator.Node.Migration;

/// <summary>`concentrator import FILE`: writes our configuration for an xl2tpd.conf, and says of each option that it could not carry over why.</summary>
internal static class ImportCommand
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static Command Build()
    {
        var file = new Argument<string>("file") { Description = "xl2tpd.conf; the pppd options files that it names are read, too" };
        var output = new Option<string?>("--output", "-o") { Description = "where to write the configuration (default: standard output)", HelpName = "FILE" };
        var secrets = new Option<string?>("--secrets") { Description = "l2tp-secrets (default: what the file says, else /etc/xl2tpd/l2tp-secrets)", HelpName = "FILE" };
        var chap = PathOption("--chap-secrets", "/etc/ppp/chap-secrets", "users for CHAP and MS-CHAPv2");
        var pap = PathOption("--pap-secrets", "/etc/ppp/pap-secrets", "users for PAP");
        var engine = new Option<PppEngine>("--engine")
        {
            Description = "who is to speak PPP: \"embedded\", or \"pppd\", to which go along the options that only it has",
            DefaultValueFactory = _ => PppEngine.Embedded,
        };
        var command = new Command("import", "Write a configuration from that of xl2tpd") { file, output, secrets, chap, pap, engine };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(file), parsed.GetValue(output), parsed.GetValue(engine), parsed.InvocationConfiguration,
            (fromFile, report) => new ImportSecrets(
                Path.GetFullPath(parsed.GetValue(secrets) ?? fromFile ?? "/etc/xl2tpd/l2tp-secrets"), Path.GetFullPath(parsed.GetRequiredValue(chap)),
                Path.GetFullPath(parsed.GetRequiredValue(pap)), Path.GetFullPath(PasswordFiles(parsed.GetValue(output))), report)));
        return command;
    }

    private static Option<string> PathOption(string name, string path, string description) =>
        new(name) { Description = $"{description} (default: {path})", HelpName = "FILE", DefaultValueFactory = _ => path };

    /// <summary>Passwords that stood in options files get files beside the configuration.</summary>
    private static string PasswordFiles(string? output) => output is null ? "./" : $"{Path.ChangeExtension(output, null)}.";

    private static int Run(
        string file, string? output, PppEngine engine, InvocationConfiguration console, Func<string?, ImportReport, ImportSecrets> secretsOf)
    {
        var report = new ImportReport();
        try
        {
            var text = new Xl2tpdImport(file, engine, fromFile => secretsOf(fromFile, report), report).Import(File.ReadAllText(file), out var secrets);
            foreach (var error in report.Errors)
                console.Error.WriteLine($"error: {error}");
            if (report.Errors.Count > 0)
                return ExitCodes.Usage;

            foreach (var note in report.InOrder())
                console.Error.WriteLine(note);
            if (output is null)
                console.Output.Write(text);
            else
                File.WriteAllText(output, text);
            foreach (var (path, content) in secrets.Files)
                WriteSecret(path, content, written: output is not null, console.Error);
            return ExitCodes.Ok;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            console.Error.WriteLine($"error: {fault.Message}");
            return ExitCodes.Failed;
        }
    }

    private static void WriteSecret(string path, string content, bool written, TextWriter error)
    {
        if (!written)
        {
            error.WriteLine($"{path}: is to be written: the password stands in the options file, and not in this configuration (--output writes it)");
            return;
        }
        // One that is there might be somebody else's to read.
        File.Delete(path);
        using var stream = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly });
        stream.Write(System.Text.Encoding.UTF8.GetBytes(content));
    }
}
