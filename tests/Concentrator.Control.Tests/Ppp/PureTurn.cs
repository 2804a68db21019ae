using Concentrator.Control.Machines;
using Concentrator.Control.Ppp;
using Xunit;

namespace Concentrator.Control.Tests.Ppp;

/// <summary>Turns of the PPP machine, each of which is held to leave the state that it was given as it was.</summary>
internal static class PureTurn
{
    public static Step<PppState, PppEffect> On(PppState state, PppEvent @event, in PppContext context)
    {
        var before = state with { };
        var step = PppMachine.On(state, @event, context);
        Assert.Equal(before, state);
        return step;
    }
}
