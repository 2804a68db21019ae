using Concentrator.Control.Reliability;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;

namespace Concentrator.Control.Tests.Reliability;

/// <summary>Messages that can be told apart.</summary>
internal static class Messages
{
    public static OutgoingMessage Numbered(int number, ushort call = 0) =>
        new(new Icrp([AvpCatalog.CallSerialNumber.Of((uint)number)]), new SessionId(call));

    public static OutgoingMessage Request(ushort call) => new(new Icrq([]), new SessionId(call));

    public static OutgoingMessage Hello => new(new Hello([]));

    public static OutgoingMessage StopCcn => new(new StopCcn([]));

    public static OutgoingMessage Cdn(ushort call) => new(new Cdn([]), new SessionId(call));

    public static int NumberOf(ControlMessage message) => (int)message.Get(AvpCatalog.CallSerialNumber);
}
