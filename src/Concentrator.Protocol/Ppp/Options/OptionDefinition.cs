using System.Collections.Immutable;

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
    public PppOption Of(T value) => new(Type, Format.Write(value));

    /// <summary>False for an option of another type, and for a value that is not of this format.</summary>
    public bool TryRead(PppOption option, out T value)
    {
        value = default!;
        return Is(option) && Format.TryRead(option.Value.AsSpan(), out value);
    }

    public override string Print(PppOption option) =>
        TryRead(option, out var value)
            ? $"{Name} {Format.Print(value)}".TrimEnd()
            : $"{Name} malformed 0x{Convert.ToHexStringLower(option.Value.AsSpan())}";
}

public delegate bool OptionReader<T>(ReadOnlySpan<byte> input, out T value);

/// <summary>How the value of an option lies on the wire, and how it reads in a transcript.</summary>
public sealed record OptionFormat<T>(Func<T, ImmutableArray<byte>> Write, OptionReader<T> TryRead, Func<T, string> Print);
