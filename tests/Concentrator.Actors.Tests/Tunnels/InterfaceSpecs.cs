using Concentrator.Control.Policy.Secrets;
using Concentrator.TestSupport.Peers;
using Xunit;
using Xunit.Abstractions;

namespace Concentrator.Actors.Tests.Tunnels;

/// <summary>A subscriber with an address of his own, to which the kernel will have no route.</summary>
public class InterfaceSpecs(ITestOutputHelper output) : NodeFixture(output, node => node with { Secrets = SecretStore.Empty with { Users = new SecretTable([Alice]) } })
{
    private static UserSecret Alice
    {
        get
        {
            Assert.True(PppSecretsFile.TryParseAddresses(["192.0.2.200"], out var address, out var error), error);
            return new UserSecret("alice", null, Secret.Of("secret"), address, [], "test:1");
        }
    }

    [Fact]
    public void Call_whose_interface_cannot_be_set_up_should_end_with_what_the_kernel_says()
    {
        Plane.Taken.Add("192.0.2.200/32");
        var peer = Connected();
        new FakeSubscriber(SessionOf(peer, peer.OpenCall(5)), "alice", "secret").Dial();
        InTime(() => Assert.Contains(History(), end => end is { Kind: "session", EndedBy: "local" } && end.Reason.Contains("add route 192.0.2.200")));
    }
}
