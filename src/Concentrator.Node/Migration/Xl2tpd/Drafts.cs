using System.Net;
using System.Text.Json.Nodes;
using Concentrator.Node.Migration.Pppd;

namespace Concentrator.Node.Migration.Xl2tpd;

/// <summary>Part of our configuration while the lines of a section are read into it.</summary>
internal abstract class Draft(ImportReport report)
{
    public ImportReport Report { get; } = report;

    /// <summary>What has been carried over.</summary>
    public JsonObject Json { get; } = [];

    public void Note(Fate fate, Xl2tpdEntry entry, string why) => Report.Note(fate, entry.Place, entry.ToString(), why);
}

/// <summary>[global].</summary>
internal sealed class GlobalDraft(ImportReport report) : Draft(report)
{
    public IPAddress ListenAddress { get; set; } = IPAddress.Any;

    public int Port { get; set; } = 1701;

    public Xl2tpdEntry? AuthFile { get; set; }

    /// <summary>Only peers that some LNS names as its LACs are let in.</summary>
    public bool AccessControl { get; set; }

    /// <summary>Retransmissions of every tunnel; null: not said.</summary>
    public int? MaxRetries { get; set; }

    public bool Debug { get; set; }
}

/// <summary>What [lns NAME] and [lac NAME] have in common.</summary>
internal abstract class ProfileDraft(Xl2tpdSection section, PppTerms ppp, ImportReport report) : Draft(report)
{
    public Xl2tpdSection Section { get; } = section;

    public PppTerms Ppp { get; } = ppp;

    public string? HostName { get; set; }

    public Xl2tpdEntry? OptionsFile { get; set; }

    /// <summary>Options that are good for something only where both ends share a secret, and what is to be said if they are carried over.</summary>
    public List<(Xl2tpdEntry Entry, string Path, string? Remark)> NeedSecret { get; } = [];

    /// <summary>"require authentication": without it xl2tpd tells pppd nothing of the other require options.</summary>
    public bool RequiresAuthentication { get; set; }

    public List<(Xl2tpdEntry Entry, PppMethod Method)> RequiredMethods { get; } = [];
}

/// <summary>[lns NAME].</summary>
internal sealed class LnsDraft(Xl2tpdSection section, PppTerms ppp, ImportReport report) : ProfileDraft(section, ppp, report)
{
    public AddressSet Pool { get; } = new();

    /// <summary>Peers that the section is for.</summary>
    public AddressSet Peers { get; } = new();

    public bool NamesPeers { get; set; }

    public bool AssignsAddresses { get; set; } = true;

    public AddressSet LocalRange { get; } = new();
}

/// <summary>[lac NAME].</summary>
internal sealed class LacDraft(Xl2tpdSection section, PppTerms ppp, ImportReport report) : ProfileDraft(section, ppp, report)
{
    public List<Xl2tpdEntry> Lns { get; } = [];

    public bool Autodial { get; set; }

    public bool Redials { get; set; }

    public int RedialTimeout { get; set; } = 30;

    /// <summary>0: no limit.</summary>
    public int MaxRedials { get; set; }
}
