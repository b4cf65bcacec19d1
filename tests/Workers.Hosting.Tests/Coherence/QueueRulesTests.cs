using Workers.Hosting.Coherence;
using Workers.Hosting.Queues;

namespace Workers.Hosting.Tests.Coherence;

public sealed class QueueRulesTests
{
    private static readonly QueueFacts Usual = new(
        VisibilityTimeout: 120,
        RetentionPeriod: 345_600,
        HasRedrivePolicy: true,
        MaxReceiveCount: 5
    );

    [Fact]
    public void Check_UsualQueue_IsCoherent() => Assert.Empty(Check(new QueueOptions(), Usual));

    [Fact]
    public void Check_LocalFleetsQueue_HasNoError() =>
        Assert.All(Check(new QueueOptions(), Usual with { VisibilityTimeout = 10 }), clash => Assert.False(clash.IsError));

    [Theory]
    [InlineData(60, "19 s")]
    [InlineData(30, "6.5 s")]
    public void Check_VisibilityThatDoesNotOutliveAnOutage_Warns(int visibility, string outlived)
    {
        var clash = Assert.Single(Check(new QueueOptions(), Usual with { VisibilityTimeout = visibility }));

        Assert.False(clash.IsError);
        Assert.Contains($"the queue's VisibilityTimeout is {visibility} s", clash.Message, StringComparison.Ordinal);
        Assert.Contains($"an outage of AWS of {outlived}", clash.Message, StringComparison.Ordinal);
        Assert.Contains("set Queues:write-letter:VisibilityTimeoutSeconds to 90 or more", clash.Message, StringComparison.Ordinal);
        Assert.Empty(Check(new QueueOptions { VisibilityTimeoutSeconds = 90 }, Usual with { VisibilityTimeout = visibility }));
    }

    [Theory]
    [InlineData(30, "2.6 s")] // 12 s are left at the latest beat, less a call that hangs (7.5 s) and a pause (1.9 s).
    [InlineData(117, "29.5 s")]
    [InlineData(120, null)]
    public void Check_HeartbeatThatDoesNotOutliveAnOutage_Warns(int heartbeat, string? outlived)
    {
        var found = LeaseRules.CheckHeartbeat("Activities:appraise-claim", heartbeat).ToList();

        Assert.Equal(outlived is null ? 0 : 1, found.Count);
        Assert.All(
            found,
            clash =>
            {
                Assert.False(clash.IsError);
                Assert.StartsWith($"Activities:appraise-claim:HeartbeatSeconds is {heartbeat}: ", clash.Message, StringComparison.Ordinal);
                Assert.Contains($"an outage of AWS of {outlived}", clash.Message, StringComparison.Ordinal);
            }
        );
    }

    [Fact]
    public void Check_UnknownQueue_ChecksTheSettingsAlone()
    {
        Assert.Empty(Check(new QueueOptions { HeartbeatSeconds = 200, VisibilityTimeoutSeconds = 90 }, null));
        Assert.Single(Check(new QueueOptions { HeartbeatSeconds = 120, VisibilityTimeoutSeconds = 120 }, null));
    }

    [Theory]
    [InlineData(20, true)]
    [InlineData(30, true)]
    [InlineData(31, false)]
    public void Check_UnknownQueue_TheVisibilityThatIsAskedForCounts(int heartbeat, bool clashes)
    {
        var errors = Check(new QueueOptions { HeartbeatSeconds = heartbeat }, null).Where(clash => clash.IsError).ToList();

        Assert.Equal(clashes, errors.Count == 1);
        Assert.All(
            errors,
            clash =>
                Assert.Contains("is not set and the visibility timeout that is asked for is 30 s", clash.Message, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData(119, null, true)]
    [InlineData(120, null, true)]
    [InlineData(121, null, false)]
    [InlineData(121, 180, true)]
    [InlineData(120, 90, false)]
    public void Check_Heartbeat_MustBeAboveTheVisibilityTimeout(int heartbeat, int? visibility, bool clashes)
    {
        var found = Check(new QueueOptions { HeartbeatSeconds = heartbeat, VisibilityTimeoutSeconds = visibility }, Usual)
            .Where(clash => clash.IsError)
            .ToList();

        Assert.Equal(clashes, found.Count == 1);
        Assert.All(
            found,
            clash =>
            {
                Assert.Contains($"Queues:write-letter:HeartbeatSeconds is {heartbeat}", clash.Message, StringComparison.Ordinal);
                Assert.Contains($"{visibility ?? 120} s", clash.Message, StringComparison.Ordinal);
            }
        );
    }

    [Theory]
    [InlineData(0, false)] // The receive asks for 30 s then.
    [InlineData(4, true)]
    [InlineData(5, false)]
    public void Check_VisibilityThatCannotBeExtendedInTime_Clashes(int visibility, bool clashes) =>
        Assert.Equal(clashes, Check(new QueueOptions(), Usual with { VisibilityTimeout = visibility }).Exists(clash => clash.IsError));

    [Fact]
    public void Check_LongVisibility_Warns()
    {
        Assert.False(Assert.Single(Check(new QueueOptions(), Usual with { VisibilityTimeout = 901 })).IsError);
        Assert.Empty(Check(new QueueOptions { VisibilityTimeoutSeconds = 120 }, Usual with { VisibilityTimeout = 901 }));
    }

    [Theory]
    [InlineData(1, true, true)]
    [InlineData(2, true, false)]
    [InlineData(3, false, false)]
    public void Check_FewReceives_ClashOrWarn(int receives, bool told, bool isError)
    {
        var found = Check(new QueueOptions(), Usual with { MaxReceiveCount = receives });

        Assert.Equal(told, found.Count == 1);
        Assert.Equal(isError, found.Exists(clash => clash.IsError));
        Assert.All(found, clash => Assert.Contains($"maxReceiveCount is {receives}", clash.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Check_NoRedrivePolicy_Warns() =>
        Assert.False(Assert.Single(Check(new QueueOptions(), Usual with { HasRedrivePolicy = false, MaxReceiveCount = null })).IsError);

    [Theory]
    [InlineData(120, 120, true)]
    [InlineData(121, 120, false)]
    public void Check_RetentionWithinTheVisibilityTimeout_Clashes(int retention, int visibility, bool isError) =>
        Assert.Equal(
            isError,
            Assert.Single(Check(new QueueOptions(), Usual with { RetentionPeriod = retention, VisibilityTimeout = visibility })).IsError
        );

    [Fact]
    public void Check_JobsThatSqsCannotKeepAway_Clash()
    {
        Assert.True(Assert.Single(Check(new QueueOptions { MaxDurationSeconds = 43_201 }, Usual)).IsError);
        Assert.Empty(Check(new QueueOptions { MaxDurationSeconds = 43_200 }, Usual));
    }

    [Fact]
    public void CheckDeadLetters_RedrivePolicyOfItsOwn_Warns()
    {
        Assert.False(Assert.Single(new QueueRules("DeadLetters:letters", new QueueOptions(), Usual).CheckDeadLetters()).IsError);
        Assert.Empty(
            new QueueRules(
                "DeadLetters:letters",
                new QueueOptions(),
                Usual with
                {
                    HasRedrivePolicy = false,
                    MaxReceiveCount = null,
                }
            ).CheckDeadLetters()
        );
    }

    [Theory]
    [InlineData("""{"deadLetterTargetArn":"a","maxReceiveCount":3}""", 3)]
    [InlineData("""{"deadLetterTargetArn":"a","maxReceiveCount":"3"}""", 3)]
    [InlineData("""{"deadLetterTargetArn":"a"}""", null)]
    public void Of_Attributes_ReadsThem(string policy, int? receives)
    {
        var attributes = new Dictionary<string, string>
        {
            ["VisibilityTimeout"] = "120",
            ["MessageRetentionPeriod"] = "345600",
            ["RedrivePolicy"] = policy,
        };

        Assert.Equal(Usual with { MaxReceiveCount = receives }, QueueFacts.Of(attributes));
        Assert.Equal(new QueueFacts(null, null, false, null), QueueFacts.Of(null));
    }

    private static List<Clash> Check(QueueOptions options, QueueFacts? queue) =>
        [.. new QueueRules("Queues:write-letter", options, queue).Check()];
}
