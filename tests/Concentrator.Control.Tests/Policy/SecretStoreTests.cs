using Concentrator.Control.Policy.Secrets;
using Concentrator.Protocol.Ppp;
using Xunit;

namespace Concentrator.Control.Tests.Policy;

public class SecretStoreTests
{
    private static SecretTable Table(string? user, string secret) => new([new UserSecret(user, null, Secret.Of(secret), AddressRule.Any, [], "here")]);

    [Fact]
    public void Store_should_ask_the_file_of_the_method_and_then_the_users_of_the_configuration()
    {
        var store = SecretStore.Empty with { Chap = Table("user", "chap"), Pap = Table("user", "pap"), Users = Table(null, "lab") };
        Assert.Equal("chap", store.For(AuthMethod.MsChapV2, "user", "lns")?.Secret.Text);
        Assert.Equal("chap", store.For(AuthMethod.ChapMd5, "user", "lns")?.Secret.Text);
        Assert.Equal("pap", store.For(AuthMethod.Pap, "user", "lns")?.Secret.Text);
        Assert.Equal("lab", store.For(AuthMethod.Pap, "anybody", "lns")?.Secret.Text);
    }

    [Fact]
    public void Empty_store_should_know_nobody() => Assert.Null(SecretStore.Empty.For(AuthMethod.Pap, "user", "lns"));
}
