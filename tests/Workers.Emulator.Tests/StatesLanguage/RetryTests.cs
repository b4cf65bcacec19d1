using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.Tests.StatesLanguage;

public sealed class RetryTests
{
    [Theory]
    [InlineData("Custom", "Custom", true)]
    [InlineData("Custom", "Other", false)]
    [InlineData("States.ALL", "Custom", true)]
    [InlineData("States.ALL", "States.DataLimitExceeded", true)]
    [InlineData("States.ALL", "States.Timeout", true)]
    [InlineData("States.ALL", "States.Runtime", false)]
    [InlineData("States.Runtime", "States.Runtime", false)]
    [InlineData("States.TaskFailed", "Custom", true)]
    [InlineData("States.TaskFailed", "States.Timeout", false)]
    [InlineData("States.Timeout", "States.HeartbeatTimeout", true)]
    [InlineData("States.HeartbeatTimeout", "States.Timeout", false)]
    public void Matches_FollowsTheWildcards(string named, string error, bool expected) =>
        Assert.Equal(expected, new ErrorMatcher([named]).Matches(error));

    [Theory]
    [InlineData("", 1, 1)]
    [InlineData("", 3, 4)]
    [InlineData(",'IntervalSeconds':3,'BackoffRate':1.5", 2, 4.5)]
    [InlineData(",'IntervalSeconds':3,'MaxDelaySeconds':5", 4, 5)]
    [InlineData(",'IntervalSeconds':8,'JitterStrategy':'FULL'", 1, 2)]
    public void Delay_BacksOff(string fields, int retry, double seconds)
    {
        var retrier = Task($"{{'ErrorEquals':['States.ALL']{fields}}}").Retry[0];

        Assert.Equal(TimeSpan.FromSeconds(seconds), retrier.Delay(retry, random: 0.25));
    }

    [Fact]
    public void FindRetrier_IsTheFirstThatMatches()
    {
        var task = Task("{'ErrorEquals':['A']},{'ErrorEquals':['B','A'],'MaxAttempts':0},{'ErrorEquals':['States.ALL']}");

        Assert.Equal([0, 1, 2, -1], new[] { "A", "B", "C", "States.Runtime" }.Select(task.FindRetrier));
        Assert.Equal((3, 0), (task.Retry[0].MaxAttempts, task.Retry[1].MaxAttempts));
    }

    private static TaskState Task(string retriers) =>
        (TaskState)Scopes.State($"{{'Type':'Task','Resource':'arn:aws:states:::sqs:sendMessage','Retry':[{retriers}],'End':true}}");
}
