using Concentrator.Actors.Shell;
using Xunit;

namespace Concentrator.Actors.Tests.Shell;

public class FailureNewsTests
{
    [Fact]
    public void Failure_should_be_news_the_first_time_and_when_its_reason_changes_and_after_a_success()
    {
        var news = new FailureNews<string>();
        Assert.False(news.IsFailing("a"));
        Assert.True(news.IsNews("a", "no answer"));
        Assert.False(news.IsNews("a", "no answer"));
        Assert.True(news.IsNews("b", "no answer"));
        Assert.True(news.IsNews("a", "refused"));
        Assert.True(news.IsFailing("a"));
        news.Forget("a");
        Assert.True(news.IsNews("a", "refused"));
    }
}
