using System.Collections.Immutable;

namespace Concentrator.Protocol.Ppp;

/// <summary>The Data of Configure-Request, -Ack, -Nak and -Reject: options one behind the other (RFC 1661 section 6).</summary>
public static class PppOptionList
{
    internal const int HeaderLength = 2;

    /// <summary>False when a length is below 2 or leads beyond the end: the whole packet is then discarded.</summary>
    public static bool TryParse(ReadOnlySpan<byte> data, out ImmutableArray<PppOption> options)
    {
        options = [];
        if (!TryCount(data, out var count))
            return false;
        var list = ImmutableArray.CreateBuilder<PppOption>(count);
        for (; !data.IsEmpty; data = data[data[1]..])
            list.Add(new PppOption(data[0], data[HeaderLength..data[1]]));
        options = list.MoveToImmutable();
        return true;
    }

    private static bool TryCount(ReadOnlySpan<byte> data, out int count)
    {
        for (count = 0; TryReadHead(data, out var length); count++)
            data = data[length..];
        return data.IsEmpty;
    }

    /// <param name="length">Of the first option, with its type and length.</param>
    /// <returns>False when there is none, or none that lies within the octets.</returns>
    internal static bool TryReadHead(ReadOnlySpan<byte> data, out int length)
    {
        length = data.Length < HeaderLength ? 0 : data[1];
        return length >= HeaderLength && length <= data.Length;
    }

    public static byte[] Write(ImmutableArray<PppOption> options)
    {
        var length = 0;
        foreach (var option in options)
            length += HeaderLength + option.Value.Length;
        var data = new byte[length];
        var rest = data.AsSpan();
        foreach (var option in options)
        {
            rest[0] = option.Type;
            rest[1] = (byte)(HeaderLength + option.Value.Length);
            option.Value.CopyTo(rest[HeaderLength..]);
            rest = rest[rest[1]..];
        }
        return data;
    }

    /// <summary>The first option of this type that holds a proper value, or <paramref name="absent"/>.</summary>
    public static T Get<T>(this ImmutableArray<PppOption> options, OptionDefinition<T> definition, T absent)
    {
        foreach (var option in options)
            if (definition.TryRead(option, out var value))
                return value;
        return absent;
    }

    public static bool Has(this ImmutableArray<PppOption> options, OptionDefinition definition)
    {
        foreach (var option in options)
            if (definition.Is(option))
                return true;
        return false;
    }

    /// <summary>The list with the option's value changed, where the option stood; or appended.</summary>
    public static ImmutableArray<PppOption> With<T>(this ImmutableArray<PppOption> options, OptionDefinition<T> definition, T value)
    {
        for (var i = 0; i < options.Length; i++)
            if (definition.Is(options[i]))
                return options.SetItem(i, definition.Of(value));
        return options.Add(definition.Of(value));
    }

    public static ImmutableArray<PppOption> Without(this ImmutableArray<PppOption> options, OptionDefinition definition) =>
        options.RemoveAll(definition.Is);
}
