namespace Workers.Hosting.Polling;

/// <content>What a poll waits for: the program's gate, slots, and the runtime's brakes.</content>
internal abstract partial class PollLoop
{
    private async ValueTask<bool> PassGateAsync()
    {
        if (Services.Gate is not { } gate)
        {
            return true;
        }

        while (true)
        {
            var started = Clock.Now;
            TimeSpan pause;
            try
            {
                Health.WaitsAtGate(() => gate.Problem(Name));
                var opening = gate.WaitAsync(Name, Stopping);
                var isShut = !opening.IsCompleted;
                await opening;
                Health.PassedGate(isShut);
                return true;
            }
            catch (OperationCanceledException) when (Stopping.IsCancellationRequested)
            {
                return false;
            }
            catch (Exception exception)
            {
                // As after a poll that failed: nothing that happens around polls may end the loop.
                Health.PassedGate(waited: false);
                pause = Failed(exception, started);
            }

            if (!await PauseAsync(pause))
            {
                return false;
            }
        }
    }

    private async ValueTask<int> ReserveUnheldAsync()
    {
        while (true)
        {
            var reserving = ReserveAsync();
            if (!reserving.IsCompleted)
            {
                Health.WaitsForSlot();
            }

            var slots = await reserving;
            Health.GotSlot();
            var wanted = slots;
            var held = slots == 0 ? null : Hold(ref wanted);

            // Slots that wait for nothing are free.
            Slots.Unreserve(held is null ? slots - wanted : slots);
            if (held is null)
            {
                return wanted;
            }

            await held.WaitAsync(Stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Health.PassedGate(waited: true);
            if (Stopping.IsCancellationRequested)
            {
                return 0;
            }
        }
    }

    private Task? Hold(ref int slots)
    {
        foreach (var brake in Services.Brakes)
        {
            if (brake.Hold(Name, ref slots) is { } held)
            {
                // Why is told by Brake(), whether the loop has come here or not.
                Health.WaitsAtGate(static () => null);
                return held;
            }
        }

        return null;
    }

    private string? Brake()
    {
        foreach (var brake in Services.Brakes)
        {
            if (brake.Problem(Name) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }
}
