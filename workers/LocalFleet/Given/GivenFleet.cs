using System.Text.Json;

namespace LocalFleet.Given;

/// <summary>A fleet that runs already, wherever it came from: this run only sends claims to it, and checks what becomes of them.</summary>
internal sealed record GivenFleet
{
    /// <summary>The emulator's address.</summary>
    public required string Emulator { get; init; }

    /// <summary>The region in its ARNs.</summary>
    public required string Region { get; init; }

    /// <summary>The work order's state machine, its version or its alias: an ARN.</summary>
    public required string StateMachineArn { get; init; }

    /// <summary>What the names of everything begin with. Default: nothing.</summary>
    public string? Prefix { get; init; }

    /// <summary>Where the fleet expects the tariff service (<c>/tariff</c>) and the payment provider (<c>/payments</c>): an address to listen on.</summary>
    public required string Outside { get; init; }

    /// <summary>ApprovalWorker's inbox.</summary>
    public required string Inbox { get; init; }

    /// <summary>
    /// DispatchWorker's callback API, where it is reached by another address than the one that it tells processors, as behind a load balancer.
    /// Default: what it tells.
    /// </summary>
    public string? Callbacks { get; init; }

    /// <summary>The file with the secret that DispatchWorker and the payment provider sign with.</summary>
    public required string SecretFile { get; init; }

    /// <summary>The payload store that the ledger's entries are in: a folder, or an address that answers <c>GET</c> with a payload by its key.</summary>
    public required string Payloads { get; init; }

    /// <summary>
    /// The ARN of the load balancer whose sign-in the inbox believes. This run signs in its place, and the inbox finds the public key at
    /// <see cref="Outside"/>, below <c>/keys</c>. Default: the inbox asks nobody to sign in.
    /// </summary>
    public string? SignerArn { get; init; }

    /// <summary>Reads it from a JSON file.</summary>
    /// <exception cref="FleetException">It cannot be read.</exception>
    public static GivenFleet Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), FleetJson.Default.GivenFleet)
                ?? throw new JsonException("it is null");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new FleetException(
                $"FLEET is '{path}', which does not describe a running fleet ({exception.Message}). workers/LocalFleet/README.md shows such a file.",
                exception
            );
        }
    }
}
