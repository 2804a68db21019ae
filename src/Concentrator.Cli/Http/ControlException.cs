namespace Concentrator.Cli.Http;

/// <summary>The node could not be asked or did not do what it was told; the message is for the operator.</summary>
internal sealed class ControlException(string message) : Exception(message);
