using System.Collections.Immutable;
using Concentrator.Control.Calls;
using Concentrator.Control.Machines;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Tunnels;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;
using Xunit;
using static Concentrator.Control.Calls.CallEvent;

namespace Concentrator.Control.Tests.Calls;

/// <summary>One call machine whose peer and clock are the test. Our session is 5, the peer's 77.</summary>
internal sealed class CallScenario(CallRole role)
{
    public static readonly CallRequest Incoming = new()
    {
        SerialNumber = 42, CallingNumber = "100", CalledNumber = "200", SubAddress = "sub", PhysicalChannelId = 9, Bearer = BearerTypes.Digital,
        Connection = new CallConnection(1000, 2000, FramingTypes.Synchronous),
    };

    public static readonly CallRequest Outgoing = new()
    {
        SerialNumber = 43, CalledNumber = "300", Bearer = BearerTypes.Analog, MinimumBps = 10, MaximumBps = 2000,
    };

    public static readonly TunnelPeer TunnelPeer = new(
        new TunnelId(99), "peer", VendorName: null, FirmwareRevision: null, ProtocolVersion.Rfc2661, FramingTypes.Synchronous, BearerTypes.Analog,
        ReceiveWindow: 4, IsAuthenticated: false);

    public static readonly ResultCode Administrative = new(CdnResult.Administrative, message: "operator");

    public CallContext Context { get; set; } = new(
        new SessionId(5), role, new TunnelPolicy(new TunnelProfile { HostName = "us" }) { Bearers = BearerTypes.Analog }, TunnelPeer);

    public CallState State { get; private set; } = CallState.Idle.Instance;

    /// <summary>Of the last event.</summary>
    public ImmutableArray<CallEffect> Effects { get; private set; }

    public static CallScenario In(CallRole role, string state)
    {
        var call = new CallScenario(role);
        foreach (var @event in Path(role))
        {
            if (call.State.Name == state)
                return call;
            call.On(@event);
        }

        return call.State.Name == state ? call : throw new ArgumentException($"{role} knows no state {state}");
    }

    public static ControlMessage Message(string name) => name switch
    {
        "ICRQ" => Icrq(),
        "ICRP" => Icrp(),
        "ICCN" => Iccn(),
        "OCRQ" => Ocrq(),
        "OCRP" => Ocrp(),
        "OCCN" => Occn(),
        "CDN" => Cdn(),
        "SLI" => new Sli([AvpCatalog.Accm.Of(new Accm(1, 2))]),
        "WEN" => new Wen([AvpCatalog.CallErrors.Of(new CallErrors(1, 2, 3, 4, 5, 6))]),
        "MDMST" => new Mdmst([AvpCatalog.ModemOnHoldStatus.Of(new ModemOnHold(IsOnHold: true, Timeout: 6))]),
        "CSUN" => new Csun([AvpCatalog.ConnectSpeedUpdate.Of(new ConnectSpeedUpdate(new SessionId(5), 111, 222))]),
        "HELLO" => new Hello([]),
        _ => new StopCcn([]),
    };

    public static Icrq Icrq() => new(
    [
        AvpCatalog.AssignedSessionId.Of(77), AvpCatalog.CallSerialNumber.Of(42), AvpCatalog.BearerType.Of(BearerTypes.Digital),
        AvpCatalog.CallingNumber.Of("100"), AvpCatalog.CalledNumber.Of("200"), AvpCatalog.SubAddress.Of("sub"), AvpCatalog.PhysicalChannelId.Of(9),
    ]);

    public static Icrp Icrp() => new([AvpCatalog.AssignedSessionId.Of(77)]);

    public static Iccn Iccn(FramingTypes framing = FramingTypes.Synchronous, params Avp[] more) =>
        new([AvpCatalog.TxConnectSpeed.Of(1000), AvpCatalog.FramingType.Of(framing), AvpCatalog.RxConnectSpeed.Of(2000), .. more]);

    public static Ocrq Ocrq(BearerTypes bearer = BearerTypes.Analog, FramingTypes framing = FramingTypes.Synchronous) => new(
    [
        AvpCatalog.AssignedSessionId.Of(77), AvpCatalog.CallSerialNumber.Of(43), AvpCatalog.MinimumBps.Of(10), AvpCatalog.MaximumBps.Of(20),
        AvpCatalog.BearerType.Of(bearer), AvpCatalog.FramingType.Of(framing), AvpCatalog.CalledNumber.Of("300"),
    ]);

    public static Ocrp Ocrp() => new([AvpCatalog.AssignedSessionId.Of(77), AvpCatalog.PhysicalChannelId.Of(9)]);

    public static Occn Occn(params Avp[] more) => new([AvpCatalog.TxConnectSpeed.Of(1000), AvpCatalog.FramingType.Of(FramingTypes.Synchronous), .. more]);

    public static Cdn Cdn() => new(
    [
        AvpCatalog.Result.Of(new ResultCode(CdnResult.Busy)), AvpCatalog.AssignedSessionId.Of(77), AvpCatalog.Q931Cause.Of(new Q931Cause(17, 0x45)),
    ]);

    public CallScenario On(CallEvent @event)
    {
        (State, Effects) = CallMachine.On(State, @event, Context);
        Assert.All(Effects.OfType<CallEffect.Send>(), send => Assert.Null(MessageSpecs.Find(send.Message.Type)!.Violation(send.Message)));
        return this;
    }

    public CallScenario Receive(ControlMessage message) => On(new ControlReceived(message));

    public CallScenario Receive(string message) => Receive(Message(message));

    public T Effect<T>() where T : CallEffect => Assert.Single(Effects.OfType<T>());

    /// <summary>The message that is sent, and the session that it is sent to.</summary>
    public T Sent<T>(ushort to) where T : ControlMessage
    {
        var send = Effect<CallEffect.Send>();
        Assert.Equal(to, send.Peer.Value);
        return Assert.IsType<T>(send.Message);
    }

    public void ShouldBeUpAfter<T>() where T : CallEffect
    {
        Assert.Equal("established", State.Name);
        Assert.True(IndexOf<CallEffect.NotifyUp>() > IndexOf<T>());
    }

    /// <summary>"Send CDN, clean up."</summary>
    public void ShouldHaveSentCdn(CdnResult result, ushort to = 77)
    {
        var cdn = Sent<Cdn>(to);
        Assert.Equal((ushort)result, cdn.Result.Result);
        Assert.Equal(new SessionId(5), cdn.AssignedSessionId);
        Assert.Equal(EndedBy.Local, Effect<CallEffect.NotifyDown>().End.By);
        ShouldBeReleased();
    }

    /// <summary>"Clean up."</summary>
    public void ShouldHaveCleanedUp(EndedBy by)
    {
        Assert.Empty(Effects.OfType<CallEffect.Send>());
        Assert.Equal(by, Effect<CallEffect.NotifyDown>().End.By);
        ShouldBeReleased();
    }

    public int IndexOf<T>() where T : CallEffect => Effects.IndexOf(Effect<T>());

    private void ShouldBeReleased()
    {
        Assert.Equal("closed", State.Name);
        Assert.Equal(CallEffect.Release.Instance, Effects[^1]);
    }

    /// <summary>The way to established.</summary>
    private static CallEvent[] Path(CallRole role) => role switch
    {
        CallRole.LacIncoming => [new LocalOpen(Incoming), TunnelOpen.Instance, new ControlReceived(Icrp())],
        CallRole.LnsIncoming => [new ControlReceived(Icrq()), new ControlReceived(Iccn())],
        CallRole.LacOutgoing => [new ControlReceived(Ocrq()), new BearerAnswered(new CallConnection(1000))],
        _ => [new LocalOpen(Outgoing), TunnelOpen.Instance, new ControlReceived(Ocrp()), new ControlReceived(Occn())],
    };
}
