namespace Concentrator.Cli.Http;

/// <summary>The node could not be asked or did not do what it was told; the message is for the operator.</summary>
internal class ControlException(string message) : Exception(message);

/// <summary>The node answered, and will not.</summary>
internal sealed class ControlRefusedException(string message) : ControlException(message);
