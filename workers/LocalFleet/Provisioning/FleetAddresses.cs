using System.Net;
using System.Net.Sockets;

namespace LocalFleet.Provisioning;

/// <summary>Where everything of a run is.</summary>
internal sealed record FleetAddresses
{
    /// <summary>The emulator.</summary>
    public required string Emulator { get; init; }

    /// <summary>What stands outside the fleet: tariff service and payment provider.</summary>
    public required string Outside { get; init; }

    /// <summary>ApprovalWorker's inbox.</summary>
    public string Inbox { get; } = FreeAddress();

    /// <summary>DispatchWorker's callback API.</summary>
    public string Callbacks { get; } = FreeAddress();

    // Chosen here, because a worker that is started again must come back under the same address.
    private static string FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://{listener.LocalEndpoint}";
    }
}
