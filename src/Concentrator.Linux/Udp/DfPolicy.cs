namespace Concentrator.Linux.Udp;

/// <summary>What the outer IP header says about fragmentation (IP_MTU_DISCOVER, IPV6_MTU_DISCOVER).</summary>
public enum DfPolicy
{
    /// <summary>DF clear, and the path MTU is not learned: what is too big is fragmented here or on the way.</summary>
    Clear = 0,

    /// <summary>DF set while the packet fits the known path MTU; bigger ones are fragmented here.</summary>
    PathMtu = 1,

    /// <summary>DF always set; what exceeds the known path MTU is not sent.</summary>
    Set = 2,
}
