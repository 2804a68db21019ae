namespace Concentrator.Control.Policy.Secrets;

/// <summary>The words of one line of a file of pppd's; or what is wrong with it.</summary>
public readonly record struct SecretsLine(int Number, IReadOnlyList<byte[]> Words, string? Error = null);

/// <summary>
/// Splits a file into lines of words as pppd does: white space separates, # where a word could begin starts a comment, quotes of
/// either kind hold white space, a backslash escapes as in C (\n \t \s \101 \x41 …) and joins lines.
/// </summary>
/// <remarks>A quote must end on its line (in pppd it may run on to the end of the file, which is always a typing error).</remarks>
public ref struct SecretsWords(ReadOnlySpan<byte> content)
{
    /// <summary>As in pppd (MAXWORDLEN).</summary>
    private const int LongestWord = 1024;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xef, 0xbb, 0xbf];

    private readonly ReadOnlySpan<byte> _content = content.StartsWith(ByteOrderMark) ? content[3..] : content;
    private int _at;
    private int _line = 1;

    /// <summary>The next line that has words; false at the end of the file.</summary>
    public bool TryRead(out SecretsLine line)
    {
        var words = new List<byte[]>();
        while (words.Count == 0 && _at < _content.Length)
        {
            var number = _line;
            if (!TryReadLine(words, out var error))
            {
                SkipToEndOfLine();
                line = new SecretsLine(number, [], error);
                return true;
            }
            if (words.Count > 0)
            {
                line = new SecretsLine(number, words);
                return true;
            }
        }
        line = default;
        return false;
    }

    private bool TryReadLine(List<byte[]> words, out string error)
    {
        error = "";
        while (_at < _content.Length)
        {
            if (Peek is (byte)'\n')
            {
                Advance();
                return true;
            }
            if (IsJoint(_at, out var length))
                Advance(length);
            else if (IsSpace(Peek))
                Advance();
            else if (Peek is (byte)'#')
                SkipToEndOfLine();
            else if (TryReadWord(out var word, out error))
                words.Add(word);
            else
                return false;
        }
        return true;
    }

    private bool TryReadWord(out byte[] word, out string error)
    {
        var octets = new List<byte>();
        byte quote = 0;
        word = [];
        error = "";
        for (; _at < _content.Length; Advance())
        {
            var octet = Peek;
            if (IsJoint(_at, out var joint))
            {
                Advance(joint - 1);
                continue;
            }
            if (octet is (byte)'\\')
                octets.Add(ReadEscape());
            else if (octet is (byte)'\n' && quote != 0)
                break;
            else if (quote != 0 && octet == quote)
                quote = 0;
            else if (quote == 0 && octet is (byte)'"' or (byte)'\'')
                quote = octet;
            else if (quote == 0 && IsSpace(octet))
                break;
            else
                octets.Add(octet);
        }

        if (quote != 0)
            error = "a quote is not closed";
        else if (octets.Count > LongestWord)
            error = $"a word is longer than {LongestWord} octets";
        else if (octets.Contains(0))
            error = "a word contains a NUL octet";
        word = [.. octets];
        return error == "";
    }

    /// <summary>The octet for an escape; leaves the position on its last character.</summary>
    private byte ReadEscape()
    {
        Advance();
        switch (Peek)
        {
            case (byte)'a': return (byte)'\a';
            case (byte)'b': return (byte)'\b';
            case (byte)'f': return (byte)'\f';
            case (byte)'n': return (byte)'\n';
            case (byte)'r': return (byte)'\r';
            case (byte)'s': return (byte)' ';
            case (byte)'t': return (byte)'\t';
            case >= (byte)'0' and <= (byte)'7':
                _at--;
                return ReadDigits(3, 8);
            case (byte)'x':
                return ReadDigits(2, 16);
            default:
                return Peek;
        }
    }

    private byte ReadDigits(int most, int radix)
    {
        var value = 0;
        for (var count = 0; count < most && _at + 1 < _content.Length; count++)
        {
            var next = _content[_at + 1];
            var digit = char.IsAsciiHexDigit((char)next) ? Convert.ToInt32(((char)next).ToString(), 16) : radix;
            if (digit >= radix)
                break;
            value = value * radix + digit;
            _at++;
        }
        return (byte)value;
    }

    private readonly byte Peek => _content[_at];

    /// <summary>A backslash at the end of a line, which joins it with the next, or of the file, where it joins nothing.</summary>
    private readonly bool IsJoint(int at, out int length)
    {
        var rest = _content[at..];
        length = rest.StartsWith("\\\n"u8) ? 2 : rest.StartsWith("\\\r\n"u8) ? 3 : rest.SequenceEqual("\\"u8) ? 1 : 0;
        return length > 0;
    }

    private static bool IsSpace(byte octet) => octet is (byte)' ' or >= (byte)'\t' and <= (byte)'\r';

    private void SkipToEndOfLine()
    {
        while (_at < _content.Length && Peek is not (byte)'\n')
            Advance();
    }

    private void Advance(int count = 1)
    {
        _line += _content.Slice(_at, count).Count((byte)'\n');
        _at += count;
    }
}
