using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using Chaos.Faults;

namespace Chaos.Network;

/// <summary>
/// A network namespace for each worker, all of them on one bridge with this machine: the emulator and what stands outside the fleet listen on
/// the bridge's address. Names carry this process's id, so that runs do not meet.
/// </summary>
internal sealed class FleetNetwork : IAsyncDisposable
{
    private const string Prefix = "chaos";
    private const string WorkerInterface = "eth0";

    private readonly int _workers;
    private readonly string _subnet;
    private readonly string _bridge;

    private FleetNetwork(int workers, string subnet)
    {
        _workers = workers;
        _subnet = subnet;
        _bridge = Prefix + Owner;
    }

    /// <summary>Where this machine is to be reached by the workers.</summary>
    public IPAddress Address => IPAddress.Parse($"{_subnet}.1");

    private static string Owner => Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

    /// <summary>Makes it.</summary>
    /// <param name="workers">How many workers there are; 200 at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="NetworkException">It cannot be made here; the message tells why.</exception>
    public static async Task<FleetNetwork> CreateAsync(int workers, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            throw new NetworkException("network namespaces want Linux and root");
        }

        await Leftovers.RemoveAsync(Prefix, cancellationToken);
        var network = new FleetNetwork(workers, FreeSubnet());
        try
        {
            await network.CreateAsync(cancellationToken);
            return network;
        }
        catch
        {
            await network.DisposeAsync();
            throw;
        }
    }

    /// <summary>What starts a program in a worker's namespace.</summary>
    public IReadOnlyList<string> Launcher(int worker) => [IpCommand.Program, "netns", "exec", Namespace(worker)];

    /// <summary>Cuts a worker off.</summary>
    public Task CutAsync(int worker, FaultKind kind, CancellationToken cancellationToken) =>
        IpCommand.RunAsync(
            kind == FaultKind.LinkDown ? $"-n {Namespace(worker)} link set {WorkerInterface} down" : $"link set {Port(worker)} nomaster",
            cancellationToken
        );

    /// <summary>Connects it again.</summary>
    public async Task MendAsync(int worker, FaultKind kind, CancellationToken cancellationToken)
    {
        if (kind == FaultKind.LinkDown)
        {
            await IpCommand.RunAsync($"-n {Namespace(worker)} link set {WorkerInterface} up", cancellationToken);
            await KnowTheBridgeAsync(worker, cancellationToken);
        }
        else
        {
            await IpCommand.RunAsync($"link set {Port(worker)} master {_bridge}", cancellationToken);
        }
    }

    /// <summary>Removes namespaces, links and bridge. The workers must have ended.</summary>
    public async ValueTask DisposeAsync() => await Leftovers.RemoveAsync(Prefix, Owner, CancellationToken.None);

    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        // With an address of its own the bridge keeps it: otherwise it takes the lowest of its ports', and the workers would lose sight of it.
        await IpCommand.RunAsync($"link add {_bridge} address {HardwareAddress(1)} type bridge", cancellationToken);
        await IpCommand.RunAsync($"addr add {_subnet}.1/24 dev {_bridge}", cancellationToken);
        await IpCommand.RunAsync($"link set {_bridge} up", cancellationToken);
        for (var worker = 0; worker < _workers; worker++)
        {
            await ConnectAsync(worker, cancellationToken);
        }
    }

    private async Task ConnectAsync(int worker, CancellationToken cancellationToken)
    {
        var name = Namespace(worker);
        await IpCommand.RunAsync($"netns add {name}", cancellationToken);
        await IpCommand.RunAsync(
            $"link add {Port(worker)} type veth peer name {WorkerInterface} address {HardwareAddress(Host(worker))} netns {name}",
            cancellationToken
        );
        await IpCommand.RunAsync($"link set {Port(worker)} master {_bridge} up", cancellationToken);
        await IpCommand.RunAsync($"-n {name} addr add {_subnet}.{Host(worker)}/24 dev {WorkerInterface}", cancellationToken);
        await IpCommand.RunAsync($"-n {name} link set lo up", cancellationToken);
        await IpCommand.RunAsync($"-n {name} link set {WorkerInterface} up", cancellationToken);
        await IpCommand.RunAsync(
            $"neigh replace {_subnet}.{Host(worker)} lladdr {HardwareAddress(Host(worker))} nud permanent dev {_bridge}",
            cancellationToken
        );
        await KnowTheBridgeAsync(worker, cancellationToken);
    }

    // A neighbour that must be asked for is soon told to be unreachable; a loss that nobody tells of needs one that is known.
    private async Task KnowTheBridgeAsync(int worker, CancellationToken cancellationToken) =>
        await IpCommand.RunAsync(
            $"-n {Namespace(worker)} neigh replace {_subnet}.1 lladdr {HardwareAddress(1)} nud permanent dev {WorkerInterface}",
            cancellationToken
        );

    private static int Host(int worker) => worker + 10;

    private static string HardwareAddress(int host) => string.Create(CultureInfo.InvariantCulture, $"02:77:6f:72:6b:{host:x2}");

    private static string Namespace(int worker) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Owner}n{worker}");

    // An interface's name has at most 15 characters, which is what this comes to with the largest process id.
    private static string Port(int worker) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Owner}v{worker:x}");

    private static string FreeSubnet()
    {
        var taken = NetworkInterface
            .GetAllNetworkInterfaces()
            .SelectMany(device => device.GetIPProperties().UnicastAddresses)
            .Select(address => address.Address.ToString())
            .ToList();
        for (var third = 0; third < 256; third++)
        {
            var subnet = string.Create(CultureInfo.InvariantCulture, $"10.254.{third}");
            if (!taken.Exists(address => address.StartsWith($"{subnet}.", StringComparison.Ordinal)))
            {
                return subnet;
            }
        }

        throw new NetworkException("no subnet of 10.254.0.0/16 is free");
    }
}
