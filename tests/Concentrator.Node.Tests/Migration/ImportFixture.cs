using System.Text.Json;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Node.Configuration;
using Concentrator.Node.Migration;
using Concentrator.Node.Migration.Xl2tpd;
using Xunit;

namespace Concentrator.Node.Tests.Migration;

/// <summary>A directory with secrets in which files of xl2tpd are imported.</summary>
public sealed class ImportFixture : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("import-").FullName;

    public ImportFixture()
    {
        Write("l2tp-secrets", "* * tunnel-secret\n");
        Write("chap-secrets", "ann * hers *\n");
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }

    internal Imported Import(string text, PppEngine engine = PppEngine.Embedded)
    {
        var report = new ImportReport();
        var file = Write("xl2tpd.conf", text);
        var json = new Xl2tpdImport(file, engine, fromFile => new ImportSecrets(
            fromFile ?? Path.Combine(Folder, "l2tp-secrets"), Path.Combine(Folder, "chap-secrets"), Path.Combine(Folder, "pap-secrets"),
            Path.Combine(Folder, "concentrator."), report), report).Import(text, out var secrets);
        return new Imported(json, report, secrets, this);
    }
}

/// <summary>What came of an import.</summary>
internal sealed record Imported(string Text, ImportReport Report, ImportSecrets Secrets, ImportFixture Fixture)
{
    public JsonElement Json => JsonDocument.Parse(Text, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip }).RootElement;

    /// <summary>The value at "lns[0].ppp.mru" as JSON; null: there is none.</summary>
    public string? At(string path)
    {
        var at = Json;
        foreach (var name in path.Replace("[", ".[").Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            if (name.StartsWith('['))
            {
                var index = int.Parse(name.Trim('[', ']'), System.Globalization.CultureInfo.InvariantCulture);
                if (at.ValueKind != JsonValueKind.Array || index >= at.GetArrayLength())
                    return null;
                at = at[index];
            }
            else if (!at.TryGetProperty(name, out at))
                return null;
        }
        return at.GetRawText();
    }

    /// <summary>What `concentrator check` finds in it.</summary>
    public void ShouldBeGood()
    {
        Assert.Empty(Report.Errors);
        foreach (var (path, content) in Secrets.Files)
            Fixture.Write(Path.GetFileName(path), content);
        Assert.Empty(ConfigurationFile.Load(Fixture.Write("concentrator.json", Text)).Errors);
    }
}
