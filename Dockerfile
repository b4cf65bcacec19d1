# The images of the workers, of the emulator and of the local fleet's surroundings, each a target:
#   docker build --target activity-worker -t workers/activity-worker .
# Programs are compiled ahead of their start (ReadyToRun) and lie on chiseled images: no shell, no package manager, user 1654.

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /src
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 NUGET_PACKAGES=/packages

# Packages are restored apart from the sources: only another reference restores them again.
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols*.txt .editorconfig ./
COPY compose/images.proj compose/
COPY shared/Workers.Aws/Workers.Aws.csproj shared/Workers.Aws/
COPY shared/Workers.Emulator/Workers.Emulator.csproj shared/Workers.Emulator/
COPY shared/Workers.Hosting/Workers.Hosting.csproj shared/Workers.Hosting/
COPY workers/ActivityWorker/ActivityWorker.csproj workers/ActivityWorker/
COPY workers/ApprovalWorker/ApprovalWorker.csproj workers/ApprovalWorker/
COPY workers/CallbackWorker/CallbackWorker.csproj workers/CallbackWorker/
COPY workers/DispatchWorker/DispatchWorker.csproj workers/DispatchWorker/
COPY workers/JobWorker/JobWorker.csproj workers/JobWorker/
COPY workers/LocalFleet/LocalFleet.csproj workers/LocalFleet/
COPY workers/RunOnceWorker/RunOnceWorker.csproj workers/RunOnceWorker/
RUN dotnet msbuild compose/images.proj -target:Restore -verbosity:quiet

COPY shared shared
COPY terraform/patterns terraform/patterns
COPY workers workers
RUN dotnet msbuild compose/images.proj -target:Publish -maxCpuCount -verbosity:quiet -property:PublishRoot=/publish \
 && mkdir -p /empty/data

# What every image has in common. The settings of the runtime are for small memory and idle processors.
FROM mcr.microsoft.com/dotnet/runtime:10.0-noble-chiseled AS runtime
WORKDIR /app
ENV DOTNET_EnableDiagnostics=0 DOTNET_TieredCompilation=0 DOTNET_ThreadPool_UnfairSemaphoreSpinLimit=0 DOTNET_GCgen0size=0x400000
LABEL org.opencontainers.image.vendor="Workers"
USER 1654
STOPSIGNAL SIGTERM

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled AS web
WORKDIR /app
ENV DOTNET_EnableDiagnostics=0 DOTNET_TieredCompilation=0 DOTNET_ThreadPool_UnfairSemaphoreSpinLimit=0 DOTNET_GCgen0size=0x400000
LABEL org.opencontainers.image.vendor="Workers"
USER 1654
STOPSIGNAL SIGTERM

FROM runtime AS activity-worker
LABEL org.opencontainers.image.title="ActivityWorker" org.opencontainers.image.description="Collects records and appraises claims: polls activities"
COPY --from=build /publish/ActivityWorker ./
HEALTHCHECK --interval=10s --timeout=10s --start-period=60s CMD ["/app/ActivityWorker", "health", "--ready"]
ENTRYPOINT ["/app/ActivityWorker"]

FROM runtime AS callback-worker
LABEL org.opencontainers.image.title="CallbackWorker" org.opencontainers.image.description="Writes letters, tells the customer desk: receives messages with task tokens"
COPY --from=build /publish/CallbackWorker ./
HEALTHCHECK --interval=10s --timeout=10s --start-period=60s CMD ["/app/CallbackWorker", "health", "--ready"]
ENTRYPOINT ["/app/CallbackWorker"]

FROM runtime AS job-worker
LABEL org.opencontainers.image.title="JobWorker" org.opencontainers.image.description="Assesses routes: posts progress and response to a reply queue"
COPY --from=build /publish/JobWorker ./
HEALTHCHECK --interval=10s --timeout=10s --start-period=60s CMD ["/app/JobWorker", "health", "--ready"]
ENTRYPOINT ["/app/JobWorker"]

FROM runtime AS run-once-worker
LABEL org.opencontainers.image.title="RunOnceWorker" org.opencontainers.image.description="Posts to the ledger: one job, then the end"
COPY --from=build /publish/RunOnceWorker ./
HEALTHCHECK NONE
ENTRYPOINT ["/app/RunOnceWorker"]

FROM web AS approval-worker
LABEL org.opencontainers.image.title="ApprovalWorker" org.opencontainers.image.description="Asks people: an inbox, notifications, signed links"
COPY --from=build /publish/ApprovalWorker ./
COPY --from=build --chown=1654:1654 /empty/data /data
ENV Store__Path=/data/approvals.db
VOLUME /data
HEALTHCHECK --interval=10s --timeout=10s --start-period=60s CMD ["/app/ApprovalWorker", "health", "--ready"]
ENTRYPOINT ["/app/ApprovalWorker"]

FROM web AS dispatch-worker
LABEL org.opencontainers.image.title="DispatchWorker" org.opencontainers.image.description="Hands jobs to outside systems: a token vault, signed webhooks, a callback API"
COPY --from=build /publish/DispatchWorker ./
COPY --from=build --chown=1654:1654 /empty/data /data
ENV Store__Path=/data/dispatch.db
VOLUME /data
HEALTHCHECK --interval=10s --timeout=10s --start-period=60s CMD ["/app/DispatchWorker", "health", "--ready"]
ENTRYPOINT ["/app/DispatchWorker"]

FROM web AS emulator
LABEL org.opencontainers.image.title="Workers.Emulator" org.opencontainers.image.description="Step Functions, SQS and EventBridge in one process"
COPY --from=build /publish/Workers.Emulator ./
EXPOSE 4566
HEALTHCHECK --interval=10s --timeout=10s --start-period=60s CMD ["/app/Workers.Emulator", "health"]
ENTRYPOINT ["/app/Workers.Emulator"]
CMD ["--urls", "http://0.0.0.0:4566"]

# The emulator with the program that it starts where a state machine runs a task of the ledger's (ecs:runTask).
FROM emulator AS local-emulator
COPY --from=build /publish/RunOnceWorker /tasks/post-to-ledger
COPY --from=build --chown=1654:1654 /empty/data /data
VOLUME /data

# What stands around the local fleet: creates its resources, answers for the outside, sends claims and checks them.
FROM web AS local-fleet
LABEL org.opencontainers.image.title="LocalFleet" org.opencontainers.image.description="What stands around the local fleet, and the claims"
COPY --from=build /publish/LocalFleet ./
COPY --from=build --chown=1654:1654 /empty/data /data
VOLUME /data
HEALTHCHECK --interval=10s --timeout=10s --start-period=60s CMD ["/app/LocalFleet", "health"]
ENTRYPOINT ["/app/LocalFleet"]
