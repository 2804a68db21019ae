using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Concentrator.Cli.Tables;

namespace Concentrator.Cli.Http;

/// <summary>Speaks to a node over its control socket; whatever goes wrong is a <see cref="ControlException"/> of one line.</summary>
internal sealed class ControlClient : IDisposable
{
    private readonly string _socket;
    private readonly HttpClient _http;

    public ControlClient(string socket)
    {
        _socket = socket;
        _http = new HttpClient(new SocketsHttpHandler { ConnectCallback = Connect, UseProxy = false })
        {
            // The host is of no meaning on a unix socket.
            BaseAddress = new Uri("http://concentrator/v1/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public async Task<string> GetAsync(string path, CancellationToken cancellation)
    {
        using var response = await SendAsync(HttpMethod.Get, path, body: null, cancellation);
        return await response.Content.ReadAsStringAsync(cancellation);
    }

    /// <param name="body">What is null in it is left out.</param>
    public async Task<JsonElement> PostAsync(string path, JsonObject? body, CancellationToken cancellation)
    {
        using var response = await SendAsync(HttpMethod.Post, path, body, cancellation);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellation)).RootElement;
    }

    /// <summary>Sends a request and waits for the head of a good response, whose body may be without end.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, JsonObject? body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        }
        catch (HttpRequestException e)
        {
            throw new ControlException(Explain(e));
        }

        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw new ControlRefusedException(await ProblemOf(response, cancellation));
    }

    public void Dispose() => _http.Dispose();

    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(_socket), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private string Explain(HttpRequestException e) => (e.InnerException as SocketException)?.SocketErrorCode switch
    {
        SocketError.AccessDenied => $"not allowed to open {_socket}: be root or in the group of that socket",
        SocketError.AddressNotAvailable or SocketError.ConnectionRefused or SocketError.SocketError => $"no node is running on {_socket}",
        { } other when !File.Exists(_socket) || other == SocketError.HostNotFound => $"no node is running on {_socket}",
        _ => $"{_socket}: {e.InnerException?.Message ?? e.Message}",
    };

    /// <summary>The detail of a problem document (RFC 9457), or what little the status says.</summary>
    private static async Task<string> ProblemOf(HttpResponseMessage response, CancellationToken cancellation)
    {
        try
        {
            var problem = await response.Content.ReadFromJsonAsync<JsonElement>(cancellation);
            if (problem.Text("detail") is { Length: > 0 } detail)
                return detail;
        }
        catch (JsonException)
        {
            // Not from our node; the status has to do.
        }

        return $"the node answered {(int)response.StatusCode} {response.ReasonPhrase}";
    }
}
