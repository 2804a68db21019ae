using Concentrator.Actors.Shell;
using Xunit;

namespace Concentrator.Actors.Tests.Shell;

public class FailureNewsTests
{
    [Fact]
    public void Failure_should_be_news_the_first_time_and_when_its_reason_changes_and_after_a_success()
    {
        var news = new FailureNews<string>();
        Assert.True(news.IsNews("a", "no answer"));
        Assert.False(news.IsNews("a", "no answer"));
        Assert.True(news.IsNews("b", "no answer"));
        Assert.True(news.IsNews("a", "refused"));
        Assert.Equal(3, news.Count("a"));
        news.Forget("a");
        Assert.Equal(0, news.Count("a"));
        Assert.True(news.IsNews("a", "refused"));
    }

    [Fact]
    public void Failure_that_goes_on_should_be_news_ever_more_rarely() =>
        Assert.Equal([1, 10, 100, 1000], News(1001, _ => "no answer"));

    [Fact]
    public void Reasons_that_keep_changing_should_not_be_news_for_ever() =>
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 100, 1000], News(1001, failure => $"refusal {failure}"));

    /// <summary>Which of so many failures in a row are news.</summary>
    private static IEnumerable<int> News(int failures, Func<int, string> reason)
    {
        var news = new FailureNews<string>();
        return Enumerable.Range(1, failures).Where(failure => news.IsNews("a", reason(failure)));
    }
}
