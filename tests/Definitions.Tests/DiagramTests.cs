namespace Definitions.Tests;

public sealed class DiagramTests
{
    public static TheoryData<string> All => Samples.All;

    [Theory]
    [MemberData(nameof(All))]
    public void The_page_shows_the_definition_as_it_is(string definition)
    {
        var page = File.ReadAllText(ReadmeDiagrams.PageOf(Samples.Patterns, definition));

        var drawn = ReadmeDiagrams.Update(page, Path.GetFileName(definition), Samples.Template(definition));

        Assert.True(page == drawn, $"The diagram of {definition} is stale: run make diagrams.");
    }

    [Fact]
    public void Draw_ShowsChoicesCatchersBranchesAndEnds()
    {
        var drawn = StateDiagram.Draw(
            """
            {
              "StartAt": "Ask",
              "States": {
                "Ask": {
                  "Type": "Choice",
                  "Choices": [
                    { "And": [{ "Variable": "$.a", "IsPresent": true }, { "Variable": "$.a", "NumericGreaterThan": ${limit} }], "Next": "Both" },
                    { "Not": { "Variable": "$.b", "StringEquals": "x" }, "Next": "Do it" }
                  ],
                  "Default": "Failed"
                },
                "Both": {
                  "Type": "Parallel",
                  "Branches": [
                    { "StartAt": "One", "States": { "One": { "Type": "Task", "Resource": "${activity_arn}", "End": true } } },
                    { "StartAt": "Two", "States": { "Two": { "Type": "Wait", "Seconds": 1, "End": true } } }
                  ],
                  "End": true
                },
                "Do it": {
                  "Type": "Task",
                  "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
                  "Catch": [{ "ErrorEquals": ["A.B"], "Next": "Failed" }],
                  "Next": "Both"
                },
                "Failed": { "Type": "Fail", "Error": "A.C" }
              }
            }
            """
        );

        Assert.Equal(
            """
            stateDiagram-v2
                [*] --> Ask
                state "Ask" as Ask
                Ask --> Both: $.a is present and $.a greater than ${limit}
                Ask --> Do_it: not ($.b equals x)
                Ask --> Failed: otherwise
                state "Both (in parallel)" as Both {
                    [*] --> One
                    state "One (activity)" as One
                    One --> [*]
                    --
                    [*] --> Two
                    state "Two (waits)" as Two
                    Two --> [*]
                }
                Both --> [*]
                state "Do it (sqs:sendMessage.waitForTaskToken)" as Do_it
                Do_it --> Failed: caught A.B
                Do_it --> Both
                state "Failed (fails as A.C)" as Failed
                Failed --> [*]

            """,
            drawn
        );
    }
}
