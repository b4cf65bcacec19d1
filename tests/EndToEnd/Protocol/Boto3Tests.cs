namespace EndToEnd.Protocol;

/// <summary>boto3 against the emulator; each scenario is a function of the Python file.</summary>
public sealed class Boto3Tests(EmulatorUnderTest emulator) : IClassFixture<EmulatorUnderTest>
{
    [Theory]
    [InlineData("sends_receives_and_deletes")]
    [InlineData("long_poll_gets_a_message_sent_meanwhile")]
    [InlineData("batches_report_entry_by_entry")]
    [InlineData("message_attributes_come_back_and_match_their_digests")]
    [InlineData("errors_are_the_clients_exception_classes")]
    [InlineData("dead_letters_move")]
    [InlineData("fifo_keeps_order_and_drops_duplicates")]
    [InlineData("queues_are_listed_by_the_paginator")]
    [InlineData("resource_interface_works")]
    [InlineData("dead_letters_move_back")]
    public Task Sqs(string scenario) => RunAsync("sqs_scenarios.py", scenario);

    [Theory]
    [InlineData("activity_job_succeeds_and_leaves_its_history")]
    [InlineData("activity_job_fails_by_name")]
    [InlineData("heartbeats_and_late_reports")]
    [InlineData("callback_over_a_queue_completes")]
    [InlineData("executions_are_idempotent_by_name")]
    [InlineData("executions_are_listed_by_the_paginator")]
    [InlineData("execution_is_stopped")]
    [InlineData("errors_are_the_clients_exception_classes")]
    [InlineData("missing_parameter_is_a_validation_error")]
    public Task StepFunctions(string scenario) => RunAsync("step_functions_scenarios.py", scenario);

    [Theory]
    [InlineData("event_reaches_a_queue")]
    [InlineData("buses_and_fifo_queues")]
    [InlineData("errors_are_the_clients_exception_classes")]
    [InlineData("rules_are_listed_by_the_paginator")]
    [InlineData("pattern_is_tested")]
    [InlineData("event_starts_a_state_machine")]
    public Task EventBridge(string scenario) => RunAsync("eventbridge_scenarios.py", scenario);

    [Theory]
    [InlineData("tour_of_step_functions")]
    [InlineData("tour_of_sqs")]
    [InlineData("tour_of_eventbridge")]
    [InlineData("unknown_operation_is_named")]
    public Task Tour(string scenario) => RunAsync("tour_scenarios.py", scenario);

    private async Task RunAsync(string file, string scenario)
    {
        await ClientTool.Boto3.RequireAsync();
        var path = Path.Combine(AppContext.BaseDirectory, "Protocol", file);

        var (exitCode, output, errors) = await ClientTool.Boto3.RunAsync([path, emulator.Endpoint, scenario]);

        Assert.True(exitCode == 0, output + errors);
        Assert.Equal($"{scenario}: ok", output.Trim());
    }
}
