using System.Collections.Immutable;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Policy.Secrets;
using Concentrator.Control.Tunnels;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;
using Xunit;
using static Concentrator.Control.Tunnels.TunnelEvent;

namespace Concentrator.Control.Tests.Tunnels;

/// <summary>One tunnel machine whose peer and clock are the test.</summary>
internal sealed class TunnelScenario
{
    public static readonly TunnelPolicy Trusting = new(new TunnelProfile { HostName = "lns.example" });

    public static readonly TunnelPolicy Authenticating = new(new TunnelProfile { HostName = "lns.example", Challenge = true }, Secret.Of("sesame"));

    public static readonly ImmutableArray<byte> Challenge = [1, 2, 3, 4];

    public static readonly ImmutableArray<byte> PeerChallenge = [9, 8, 7, 6, 5];

    public static readonly ResultCode Operator = new(StopCcnResult.GeneralRequest, message: "operator");

    public TunnelScenario(TunnelPolicy? policy = null) =>
        Context = new TunnelContext(new TunnelId(7), policy ?? Trusting, Now: TimeSpan.Zero, LastHeard: TimeSpan.Zero, Challenge);

    public TunnelContext Context { get; set; }

    public TunnelState State { get; private set; } = TunnelState.Idle.Instance;

    /// <summary>Of the last event.</summary>
    public ImmutableArray<TunnelEffect> Effects { get; private set; }

    public static TunnelScenario WaitControlReply(TunnelPolicy? policy = null) => new TunnelScenario(policy).On(LocalOpen.Instance);

    public static TunnelScenario WaitControlConnection(TunnelPolicy? policy = null) => new TunnelScenario(policy).Receive(Sccrq());

    public static TunnelScenario Established() => WaitControlConnection().Receive(Scccn());

    public static TunnelScenario In(string state) => state switch
    {
        "idle" => new TunnelScenario(),
        "wait-ctl-reply" => WaitControlReply(),
        "wait-ctl-conn" => WaitControlConnection(),
        "established" => Established(),
        "closing" => Established().Receive(StopCcn()),
        _ => Established().Receive(StopCcn()).On(new TimerFired(TunnelTimer.Hold)),
    };

    public static Sccrq Sccrq(params Avp[] more) => new([.. Introduction, .. more]);

    public static Sccrp Sccrp(params Avp[] more) => new([.. Introduction, .. more]);

    public static Scccn Scccn(params Avp[] avps) => new([.. avps]);

    public static StopCcn StopCcn() => new([AvpCatalog.AssignedTunnelId.Of(99), AvpCatalog.Result.Of(new ResultCode(StopCcnResult.ShuttingDown))]);

    public static ControlMessage Message(string name) => name switch
    {
        "SCCRQ" => Sccrq(),
        "SCCRP" => Sccrp(),
        "SCCCN" => Scccn(),
        "StopCCN" => StopCcn(),
        "HELLO" => new Hello([]),
        "ICRQ" => new Icrq([AvpCatalog.AssignedSessionId.Of(1)]),
        "ICCN" => new Iccn([]),
        _ => new Cdn([]),
    };

    public TunnelScenario On(TunnelEvent @event)
    {
        (State, Effects) = TunnelMachine.On(State, @event, Context);
        Assert.All(Effects.OfType<TunnelEffect.Send>(), send => Assert.Null(MessageSpecs.Find(send.Message.Type)!.Violation(send.Message)));
        return this;
    }

    public TunnelScenario Receive(ControlMessage message) => On(new ControlReceived(message));

    public T Sent<T>() where T : ControlMessage => Assert.IsType<T>(Assert.Single(Effects.OfType<TunnelEffect.Send>()).Message);

    public T Effect<T>() where T : TunnelEffect => Assert.Single(Effects.OfType<T>());

    /// <summary>"Send StopCCN, clean up"; the state that the RFC calls idle still delivers.</summary>
    public void ShouldHaveStopped(StopCcnResult result)
    {
        Assert.Equal((ushort)result, Sent<StopCcn>().Result.Result);
        Assert.Equal(new TunnelId(7), Sent<StopCcn>().AssignedTunnelId);
        ShouldHold();
    }

    public void ShouldHold()
    {
        Assert.IsType<TunnelState.Closing>(State);
        Effect<TunnelEffect.NotifyDown>();
        Assert.Equal(TimeSpan.FromSeconds(31), Effects.OfType<TunnelEffect.StartTimer>().Single(timer => timer.Timer == TunnelTimer.Hold).Delay);
        Assert.DoesNotContain(TunnelEffect.Release.Instance, Effects);
    }

    /// <summary>"Clean up", with nothing said that would have to be delivered.</summary>
    public void ShouldHaveBeenDiscarded()
    {
        Assert.IsType<TunnelState.Closed>(State);
        Assert.Empty(Effects.OfType<TunnelEffect.Send>());
        Effect<TunnelEffect.NotifyDown>();
        Assert.Equal(TunnelEffect.Release.Instance, Effects[^1]);
    }

    private static ImmutableArray<Avp> Introduction =>
    [
        AvpCatalog.ProtocolVersion.Of(ProtocolVersion.Rfc2661),
        AvpCatalog.HostName.Of("lac.example"),
        AvpCatalog.FramingCapabilities.Of(FramingTypes.Synchronous),
        AvpCatalog.AssignedTunnelId.Of(99),
        AvpCatalog.ReceiveWindowSize.Of(10),
    ];
}
