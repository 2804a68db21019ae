using Concentrator.Control.Machines;

namespace Concentrator.Control.Ppp;

/// <summary>The PPP session of one call (RFC 1661): LCP, then authentication, then the network protocols.</summary>
public static class PppMachine
{
    public static Step<PppState, PppEffect> On(PppState state, PppEvent @event, in PppContext context) => new(state, []);
}
