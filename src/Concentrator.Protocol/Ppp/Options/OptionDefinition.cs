namespace Concentrator.Protocol.Ppp;

/// <summary>
/// One kind of configuration option of a protocol: a row of <see cref="LcpOptions"/>, <see cref="IpcpOptions"/> or <see
/// cref="Ipv6cpOptions"/>.
/// </summary>
public abstract record OptionDefinition(byte Type, string Name)
{
    public bool Is(PppOption option) => option.Type == Type;

    /// <summary>The option in words; one whose value is malformed in hexadecimal.</summary>
    public abstract string Print(PppOption option);
}

/// <inheritdoc cref="OptionDefinition"/>
public sealed record OptionDefinition<T>(byte Type, string Name, OptionFormat<T> Format) : OptionDefinition(Type, Name)
{
    public PppOption Of(T value)
    {
        Span<byte> octets = stackalloc byte[PppOption.Longest];
        return new PppOption(Type, octets[..Format.Write(value, octets)]);
    }

    /// <summary>False for an option of another type, and for a value that is not of this format.</summary>
    public bool TryRead(PppOption option, out T value)
    {
        value = default!;
        return Is(option) && Format.TryRead(option.Value, out value);
    }

    public override string Print(PppOption option) =>
        TryRead(option, out var value)
            ? $"{Name} {Format.Print(value)}".TrimEnd()
            : $"{Name} malformed 0x{Convert.ToHexStringLower(option.Value)}";
}

public delegate bool OptionReader<T>(ReadOnlySpan<byte> input, out T value);

/// <summary>Gives how many octets it has written; there is room for <see cref="PppOption.Longest"/>.</summary>
public delegate int OptionWriter<T>(T value, Span<byte> output);

/// <summary>How the value of an option lies on the wire, and how it reads in a transcript.</summary>
public sealed record OptionFormat<T>(OptionWriter<T> Write, OptionReader<T> TryRead, Func<T, string> Print);
