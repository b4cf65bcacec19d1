using Scaling.Fleet;
using Scaling.Policy;

namespace Scaling.Workloads;

/// <summary>What comes in, second by second.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Seconds">How long it goes on.</param>
/// <param name="Service">The service that it is for.</param>
/// <param name="Arrivals">The jobs that come in a second.</param>
internal sealed record Workload(string Name, int Seconds, ServiceSettings Service, Func<int, Random, IEnumerable<Job>> Arrivals);
