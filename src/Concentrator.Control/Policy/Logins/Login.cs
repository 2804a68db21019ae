namespace Concentrator.Control.Policy.Logins;

/// <summary>Who is logged in: a name means one user within a group, and another in the next.</summary>
/// <param name="Group">Null: the node's own routing domain.</param>
public readonly record struct Login(string? Group, string User);
