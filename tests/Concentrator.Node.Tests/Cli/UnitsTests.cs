using Concentrator.Cli.Tables;
using Xunit;

namespace Concentrator.Node.Tests.Cli;

public class UnitsTests
{
    [Theory]
    [InlineData(null, "-")]
    [InlineData(0.0, "0 B")]
    [InlineData(999.0, "999 B")]
    [InlineData(1000.0, "0.98 KiB")]
    [InlineData(10_235.0, "10.0 KiB")]
    [InlineData(1_048_575.0, "1.00 MiB")]
    [InlineData(18446744073709551615.0, "16.0 EiB")]
    public void Bytes_should_have_three_digits(double? bytes, string text) => Assert.Equal(text, Units.Bytes(bytes));

    [Theory]
    [InlineData(null, "-")]
    [InlineData(-1.0, "00:00:00")]
    [InlineData(59.999, "00:00:59")]
    [InlineData(86400.0, "1d 00:00:00")]
    [InlineData(1e300, "49710d 06:28:15")]
    public void Durations_should_read_as_a_clock(double? seconds, string text) => Assert.Equal(text, Units.Duration(seconds));

    [Theory]
    [InlineData(null, "-")]
    [InlineData(0.24, "0.2 ms")]
    [InlineData(123.4, "123 ms")]
    [InlineData(31_000.0, "31.0 s")]
    public void Round_trips_should_be_in_milliseconds(double? milliseconds, string text) => Assert.Equal(text, Units.Milliseconds(milliseconds));
}
