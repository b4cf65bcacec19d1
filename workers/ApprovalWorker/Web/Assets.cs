using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace ApprovalWorker.Web;

/// <summary>What the pages need besides themselves.</summary>
internal static class Assets
{
    private static readonly byte[] Style = Read("inbox.css");
    private static readonly string StyleTag = $"\"{Convert.ToHexStringLower(SHA256.HashData(Style))[..16]}\"";

    /// <summary>Sends the style sheet.</summary>
    public static Task StyleAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.ETag = StyleTag;
        if (context.Request.Headers.IfNoneMatch == StyleTag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        context.Response.ContentType = "text/css; charset=utf-8";
        return context.Response.Body.WriteAsync(Style, context.RequestAborted).AsTask();
    }

    private static byte[] Read(string name)
    {
        using var stream =
            typeof(Assets).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The program was built without {name}.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
