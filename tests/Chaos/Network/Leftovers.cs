using System.Globalization;
using System.Text.RegularExpressions;
using Chaos.Processes;
using LocalFleet;

namespace Chaos.Network;

/// <summary>Removes what runs have made: this one at its end, and those that were killed before they could.</summary>
internal static partial class Leftovers
{
    private const string Namespaces = "/run/netns";
    private const string Links = "/sys/class/net";

    /// <summary>Removes what runs left that are over.</summary>
    public static async Task RemoveAsync(string prefix, CancellationToken cancellationToken)
    {
        var owners = Names().Select(name => OwnerOf(prefix, name)).OfType<string>().Distinct().ToList();
        foreach (var owner in owners.Where(owner => !Directory.Exists($"/proc/{owner}")))
        {
            await RemoveAsync(prefix, owner, cancellationToken);
        }
    }

    /// <summary>Removes what one run has made. A process that is still in one of its namespaces is killed.</summary>
    /// <param name="prefix">What all names begin with.</param>
    /// <param name="owner">The process id of the run.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task RemoveAsync(string prefix, string owner, CancellationToken cancellationToken)
    {
        var names = Names().Where(name => OwnerOf(prefix, name) == owner).ToList();
        foreach (var name in names.Where(name => File.Exists(Path.Combine(Namespaces, name))))
        {
            var processes = await IpCommand.RunAsync($"netns pids {name}", cancellationToken);
            foreach (var process in processes.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                try
                {
                    Signal.Send(int.Parse(process, CultureInfo.InvariantCulture), Signal.Kill);
                }
                catch (FleetException)
                {
                    // It has ended by itself in the moment since it was listed.
                }
            }

            await IpCommand.RunAsync($"netns del {name}", cancellationToken);
        }

        // A link goes with the namespace of its other end, which takes a moment; the bridge and its ports are removed by name.
        foreach (var name in names.Where(name => Directory.Exists(Path.Combine(Links, name))))
        {
            try
            {
                await IpCommand.RunAsync($"link del {name}", cancellationToken);
            }
            catch (NetworkException) when (!Directory.Exists(Path.Combine(Links, name)))
            {
                // It has gone in that moment.
            }
        }
    }

    private static IEnumerable<string> Names() =>
        new[] { Namespaces, Links }
            .Where(Directory.Exists)
            .SelectMany(Directory.EnumerateFileSystemEntries)
            .Select(path => Path.GetFileName(path));

    private static string? OwnerOf(string prefix, string name) =>
        name.StartsWith(prefix, StringComparison.Ordinal) && Rest.Match(name[prefix.Length..]) is { Success: true } match
            ? match.Groups[1].Value
            : null;

    [GeneratedRegex(@"^(\d+)([nv][0-9a-f]+)?$")]
    private static partial Regex Rest { get; }
}
