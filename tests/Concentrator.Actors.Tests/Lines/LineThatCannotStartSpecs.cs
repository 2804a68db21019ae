using Concentrator.Actors.Tests.Tunnels;
using Concentrator.Control.Policy.Lines;
using Concentrator.Linux;
using Concentrator.Linux.Processes;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;
using Xunit;
using Xunit.Abstractions;
using static Concentrator.Protocol.L2tp.AvpCatalog;

namespace Concentrator.Actors.Tests.Lines;

/// <summary>A line whose program runs already when its connect script turns out not to be there.</summary>
public class LineThatCannotStartSpecs : NodeFixture
{
    private readonly Children _children;

    public LineThatCannotStartSpecs(ITestOutputHelper output) : this(output, new Children())
    {
    }

    private LineThatCannotStartSpecs(ITestOutputHelper output, Children children)
        : base(output, node => node with { Lines = [Line], Lns = [node.Lns[0] with { Serves = false }] }, children) => _children = children;

    private static LineProfile Line => new() { Name = "line", Program = new LineCommand("/program", []), Connect = new LineCommand("/script", []) };

    [Fact]
    public void Program_should_be_killed_when_the_script_cannot_be_started()
    {
        var lns = Connected();
        lns.Send(new Ocrq([
            AssignedSessionId.Of(8), CallSerialNumber.Of(1), MinimumBps.Of(300), MaximumBps.Of(1_000_000), BearerType.Of(BearerTypes.Digital),
            FramingType.Of(FramingTypes.Synchronous), CalledNumber.Of("100")]));
        lns.Expect<Ocrp>();
        lns.Acknowledge();
        lns.Expect<Cdn>();
        Assert.Equal(Signal.Kill, _children.Told);
    }

    private sealed class Children : IChildProcesses, IChildProcess
    {
        public Signal? Told { get; private set; }

        public int Pid => 1;

        public Task<ExitStatus> Exited { get; } = new TaskCompletionSource<ExitStatus>().Task;

        public IChildProcess Start(ChildProcessOptions options) => options.File == "/program" ? this : throw new LinuxException($"start {options.File}", 2);

        public bool Signal(Signal signal) => SignalGroup(signal);

        public bool SignalGroup(Signal signal)
        {
            Told = signal;
            return true;
        }
    }
}
