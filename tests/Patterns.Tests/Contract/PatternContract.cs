namespace Patterns.Tests.Contract;

/// <summary>
/// What every pattern promises: one row of the matrix. A pattern's class implements each of it end to end, over the pattern's own definition and in
/// skipped time; <see cref="MatrixTests"/> sees to it that no definition is without one.
/// </summary>
public abstract class PatternContract
{
    [Fact]
    public Task A_job_that_succeeds_ends_its_execution_with_its_result() => SuccessAsync();

    [Fact]
    public Task A_failure_by_name_reaches_the_execution_with_its_cause() => BusinessFailureAsync();

    [Fact]
    public Task A_job_whose_worker_crashes_in_the_middle_is_finished_by_another_one() => CrashAsync();

    [Fact]
    public Task A_job_whose_worker_falls_silent_times_out_and_recovers() => SilenceAsync();

    [Fact]
    public Task A_job_that_is_delivered_twice_has_one_effect_and_one_result() => DuplicateAsync();

    [Fact]
    public Task A_job_whose_worker_stops_in_the_middle_is_finished_by_another_one() => ShutdownAsync();

    [Fact]
    public Task A_job_that_nobody_can_do_ends_its_state_by_name() => DeadEndAsync();

    /// <summary>The job is done, and what its handler made of it is the execution's result.</summary>
    protected abstract Task SuccessAsync();

    /// <summary>The handler fails the job by name: the execution ends under this name, with this cause, after the retries that the pattern has.</summary>
    protected abstract Task BusinessFailureAsync();

    /// <summary>The worker is killed with the job in hand. Nothing is lost, and nothing is done by the dead one any more.</summary>
    protected abstract Task CrashAsync();

    /// <summary>
    /// Nothing is heard of the worker, although it lives: the state times out by its heartbeat or, where the pattern has none, by its time limit,
    /// and is retried; where no token leaves Step Functions, the queue hands the message to another worker. The execution succeeds.
    /// </summary>
    protected abstract Task SilenceAsync();

    /// <summary>The same message, event, decision or task comes twice, or is retried while its first attempt still runs.</summary>
    protected abstract Task DuplicateAsync();

    /// <summary>The worker is asked to stop with the job in hand. It gives it back, and the retries of the business are all there still.</summary>
    protected abstract Task ShutdownAsync();

    /// <summary>A token never hangs: unreadable input, workers that die again and again, a dead letter all end the state by name.</summary>
    protected abstract Task DeadEndAsync();
}
