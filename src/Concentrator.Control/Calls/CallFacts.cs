using Concentrator.Protocol.L2tp.Messages;

namespace Concentrator.Control.Calls;

/// <summary>What the peer's messages say of a call.</summary>
internal static class CallFacts
{
    public static CallParameters Of(Icrq message)
    {
        var request = new CallRequest
        {
            SerialNumber = message.CallSerialNumber,
            Bearer = message.BearerType,
            CallingNumber = message.CallingNumber,
            CalledNumber = message.CalledNumber,
            SubAddress = message.SubAddress,
            PhysicalChannelId = message.PhysicalChannelId,
        };
        return new CallParameters(message.AssignedSessionId, request, request.Connection);
    }

    public static CallParameters Of(Ocrq message)
    {
        var request = new CallRequest
        {
            SerialNumber = message.CallSerialNumber,
            Bearer = message.BearerType,
            Framing = message.FramingType,
            CalledNumber = message.CalledNumber,
            SubAddress = message.SubAddress,
            MinimumBps = message.MinimumBps,
            MaximumBps = message.MaximumBps,
        };
        return new CallParameters(message.AssignedSessionId, request, request.Connection);
    }

    public static CallConnection Of(Iccn message) => new(message.TxConnectSpeed, message.RxConnectSpeed, message.FramingType, message.SequencingRequired);

    public static CallConnection Of(Occn message) => new(message.TxConnectSpeed, message.RxConnectSpeed, message.FramingType, message.SequencingRequired);
}
