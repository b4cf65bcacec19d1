using DispatchWorker.Settings;
using Workers.Hosting;

namespace DispatchWorker.Nudges;

/// <summary>The activities that nudges and sweeps poll.</summary>
internal sealed class DispatchPolls(DispatchSettings settings) : IActivityPolls
{
    public IEnumerable<string> Sections => settings.Targets.Select(target => $"Dispatch:{target.Name}");
}
