using Concentrator.Protocol.Ppp;

namespace Concentrator.Control.Policy.Secrets;

/// <summary>Every secret of a node. Immutable: a reload makes a new one.</summary>
/// <param name="Users">Rows of "users" in the configuration, asked after the files for either kind of authentication.</param>
public sealed record SecretStore(SecretTable Chap, SecretTable Pap, TunnelSecretTable Tunnels, SecretTable Users)
{
    public static readonly SecretStore Empty = new(SecretTable.Empty, SecretTable.Empty, TunnelSecretTable.Empty, SecretTable.Empty);

    /// <summary>The secret for CHAP and MS-CHAPv2; null when the user is unknown.</summary>
    public UserSecret? ForChap(string user, string server) => Chap.Find(user, server) ?? Users.Find(user, server);

    /// <summary>The line for PAP; null when the user is unknown.</summary>
    public UserSecret? ForPap(string user, string server) => Pap.Find(user, server) ?? Users.Find(user, server);

    /// <summary>The line for a user who proves who they are by this method; null when the user is unknown.</summary>
    public UserSecret? For(AuthMethod method, string user, string server) => method == AuthMethod.Pap ? ForPap(user, server) : ForChap(user, server);

    /// <summary>The secret of a tunnel between two hosts; null when they share none.</summary>
    public Secret? ForTunnel(string us, string them) => Tunnels.Find(us, them)?.Secret;

    public bool SameAs(SecretStore other) =>
        Chap.Lines.SequenceEqual(other.Chap.Lines) && Pap.Lines.SequenceEqual(other.Pap.Lines)
        && Tunnels.Lines.SequenceEqual(other.Tunnels.Lines) && Users.Lines.SequenceEqual(other.Users.Lines);
}
