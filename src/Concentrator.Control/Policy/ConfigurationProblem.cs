namespace Concentrator.Control.Policy;

/// <summary>Something wrong in a configuration or secrets file. Never quotes a secret.</summary>
/// <param name="Place">The path of the option ("lns[0].pool") or the line of the file ("/etc/ppp/chap-secrets:12").</param>
public sealed record ConfigurationProblem(string Place, string Text)
{
    public override string ToString() => $"{Place}: {Text}";
}
