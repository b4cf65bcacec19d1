using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Workers.Emulator.Protocol;

namespace Workers.Emulator.Server;

/// <summary>What the emulator tells people and launchers, beside AWS's protocol.</summary>
internal static class DiagnosticPages
{
    public static AwsReply Answer(AwsEmulator emulator, IHttpRequestFeature request, ResponseBuffer answer)
    {
        switch (request.Path)
        {
            case "/_emulator/health":
                answer.Writer.WriteStartObject();
                answer.Writer.WriteString("status"u8, "ok"u8);
                answer.Writer.WriteEndObject();
                return AwsReply.Success;

            case "/_emulator/stats":
                emulator.WriteStatistics(answer.Writer);
                return AwsReply.Success;

            default:
                answer.Writer.WriteStartObject();
                answer.Writer.WriteString(
                    "message"u8,
                    "Nothing is here. AWS's clients POST; GET /_emulator/health and GET /_emulator/stats are for people and launchers."u8
                );
                answer.Writer.WriteEndObject();
                return new AwsReply(StatusCodes.Status404NotFound, null);
        }
    }
}
