using System.Net;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Workers.Emulator.Protocol;

namespace Workers.Emulator.Server;

/// <summary>
/// Puts an emulator on the network: Kestrel alone, without a web host around it, which starts in a fraction of the time and has nothing on
/// the way of a request. There is no limit to connections, because every held poll keeps one.
/// </summary>
internal sealed class EmulatorServer : IAsyncDisposable
{
    private readonly AwsEmulator _emulator;
    private readonly KestrelServer _kestrel;
    private readonly ILoggerFactory _loggers;

    public EmulatorServer(AwsEmulator emulator, ILoggerFactory loggers)
    {
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Limits.MaxRequestBodySize = WireFormat.LongestBody;
        _emulator = emulator;
        _loggers = loggers;
        _kestrel = new KestrelServer(
            Options.Create(options),
            new SocketTransportFactory(Options.Create(new SocketTransportOptions()), loggers),
            loggers
        );
    }

    /// <summary>Starts to listen.</summary>
    /// <returns>The first address, with the port that was taken.</returns>
    /// <exception cref="IOException">An address is in use.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">An address is not one of this machine, or not allowed.</exception>
    /// <exception cref="InvalidOperationException">Port 0 of localhost, which stands for two addresses.</exception>
    public async Task<string> StartAsync(IEnumerable<string> urls, CancellationToken cancellationToken)
    {
        var addresses = _kestrel.Features.Get<IServerAddressesFeature>()!.Addresses;
        foreach (var url in urls)
        {
            addresses.Add(url);
        }

        await _kestrel.StartAsync(new EmulatorApplication(_emulator, _loggers), cancellationToken);
        var address = addresses.First().TrimEnd('/');
        _emulator.ListensOn(Reachable(address));
        return address;
    }

    /// <summary>Stops at once: polls that are held are cut off.</summary>
    public async ValueTask DisposeAsync()
    {
        await _kestrel.StopAsync(new CancellationToken(canceled: true));
        _kestrel.Dispose();
    }

    /// <summary>An address that stands for all of the machine's is no address to send to.</summary>
    public static string Reachable(string address)
    {
        var uri = new Uri(address);
        return IPAddress.TryParse(uri.Host.Trim('[', ']'), out var ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any))
            ? $"{uri.Scheme}://localhost:{uri.Port}"
            : address;
    }
}
