namespace Concentrator.Control.Policy;

/// <summary>A name or number without regard to case, in which * stands for any characters and ? for one.</summary>
public readonly record struct NamePattern(string Text)
{
    public bool IsMatch(string name) => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(Text, name, ignoreCase: true);

    public override string ToString() => Text;
}
