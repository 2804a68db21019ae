using Concentrator.Linux.Network;
using Concentrator.Linux.Processes;
using Xunit;

namespace Concentrator.Linux.Tests;

/// <summary>Scripts for nft in a network namespace of the test's own.</summary>
public sealed class NftablesTests : IDisposable
{
    private const string File = "/etc/blue.nft";

    private readonly NetworkNamespace _host = new();
    private readonly ChildProcesses _children = new(fault => throw new InvalidOperationException("a handler failed", fault));
    private readonly Nftables _nftables;

    public NftablesTests() => _nftables = new Nftables(_children);

    [Fact]
    public void Script_should_be_carried_out()
    {
        Assert.Null(Run("table inet t {\nchain c {\ncounter accept\n}\n}"));
        Assert.Contains("chain c", Ruleset());
    }

    [Fact]
    public void Script_that_nft_refuses_should_change_nothing_and_be_named_with_its_line()
    {
        var refusal = Run("table inet t { }\nchain inet t c { nonsense; }")!;
        Assert.StartsWith($"{File}:2:", refusal.Text);
        Assert.True(refusal.IsOfTheScript);
        Assert.Equal("", Ruleset());
    }

    [Fact]
    public void Check_should_change_nothing()
    {
        Assert.Null(_host.Run(() => _nftables.Check("table inet t { }", null, File)));
        Assert.True(_host.Run(() => _nftables.Check("table inet t {", null, File))!.IsOfTheScript);
        Assert.Equal("", Ruleset());
    }

    [Fact]
    public void Namespace_or_program_that_is_not_there_should_not_be_the_scripts_fault()
    {
        var nowhere = _nftables.Run("", "no-such-namespace", File)!;
        Assert.Contains("no-such-namespace", nowhere.Text);
        Assert.False(nowhere.IsOfTheScript);
        var missing = new Nftables(_children, "/nowhere:/none").Run("", null, File)!;
        Assert.Contains("there is no nft", missing.Text);
        Assert.False(missing.IsOfTheScript);
    }

    public void Dispose()
    {
        _children.Dispose();
        _host.Dispose();
    }

    private NftRefusal? Run(string script) => _host.Run(() => _nftables.Run(script, null, File));

    private string Ruleset() => _host.Execute("nft", "list", "ruleset");
}
