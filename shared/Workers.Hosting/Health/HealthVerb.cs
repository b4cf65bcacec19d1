namespace Workers.Hosting.Health;

/// <summary>The command line <c>health --live|--ready</c>: asks the running worker instead of being one.</summary>
internal sealed record HealthVerb(string Path)
{
    /// <param name="args">The command line.</param>
    /// <param name="rest">What is left of it for settings.</param>
    public static HealthVerb? Parse(string[] args, out string[] rest)
    {
        if (args.Length == 0 || args[0] != "health")
        {
            rest = args;
            return null;
        }

        rest = [.. args.Skip(1).Where(arg => arg is not ("--live" or "--ready"))];
        return new HealthVerb(args.Contains("--ready") ? "/health/ready" : "/health/live");
    }
}
