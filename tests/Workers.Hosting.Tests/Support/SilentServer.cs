using System.Net;
using System.Net.Sockets;

namespace Workers.Hosting.Tests.Support;

/// <summary>Accepts connections and never answers.</summary>
internal sealed class SilentServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public SilentServer()
    {
        _listener.Start();
        Connected = _listener.AcceptSocketAsync();
    }

    public string Url => $"http://{_listener.LocalEndpoint}";

    /// <summary>Completes with the first connection.</summary>
    public Task Connected { get; }

    public void Dispose() => _listener.Dispose();
}
