namespace Concentrator.Control.Policy;

/// <summary>What to do when a user who is logged in logs in again.</summary>
public enum DuplicateLogins
{
    /// <summary>Both stay.</summary>
    Allow,

    /// <summary>The newer login is refused.</summary>
    Refuse,

    /// <summary>The older session is closed.</summary>
    Replace,
}
