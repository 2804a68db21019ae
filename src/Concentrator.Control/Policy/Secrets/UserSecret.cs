namespace Concentrator.Control.Policy.Secrets;

/// <summary>What is known of a user, from a line of a secrets file or a row of "users" in the configuration.</summary>
/// <param name="User">Null: any user.</param>
/// <param name="Server">The side that authenticates; null: any.</param>
/// <param name="Options">Words after "--", which pppd would take as options for this peer.</param>
/// <param name="Place">Where it stands, as "file:line" or the path of the option.</param>
/// <param name="Lab">A rule for measuring, which is no protection.</param>
public sealed record UserSecret(
    string? User, string? Server, Secret Secret, AddressRule Addresses, ValueList<string> Options, string Place, bool Lab = false);
