namespace Concentrator.Linux.Network;

internal enum NetlinkType : ushort
{
    Error = 2,
    Done = 3,
    NewLink = 16,
    GetLink = 18,
    NewAddress = 20,
    DeleteAddress = 21,
    NewRoute = 24,
    DeleteRoute = 25,
    GetRoute = 26,
}

[Flags]
internal enum NetlinkFlags : ushort
{
    None = 0,
    Request = 0x001,
    Acknowledge = 0x004,
    Replace = 0x100,

    /// <summary>Of a question: all there are.</summary>
    All = 0x300,
    Create = 0x400,
}
