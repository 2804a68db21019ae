using Concentrator.Control.Calls;

namespace Concentrator.Actors.Sessions.Engines;

/// <summary>An engine that can place calls for an LNS (RFC 2661 section 7.5.1).</summary>
internal interface IBearer
{
    /// <summary>Answered with <see cref="ISessionHost.BearerAnswered"/> or <see cref="ISessionHost.BearerFailed"/>.</summary>
    void Place(CallRequest request);
}
