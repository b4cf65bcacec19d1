# The worker's container.

locals {
  volumes = { for path in var.scratch_paths : trim(replace(path, "/[^A-Za-z0-9_-]/", "-"), "-") => path }

  environment = merge(
    {
      DOTNET_EnableDiagnostics     = "0" # its sockets would need a folder to write to
      OTEL_EXPORTER_OTLP_ENDPOINT  = "http://127.0.0.1:4317"
      OTEL_METRIC_EXPORT_INTERVAL  = "15000"
      OTEL_SERVICE_NAME            = var.name
      Shutdown__BudgetSeconds      = tostring(var.shutdown_budget_seconds)
      Shutdown__StopTimeoutSeconds = tostring(var.stop_timeout_seconds)
    },
    var.record_store == null ? {} : {
      Store__Kind  = "DynamoDb"
      Store__Table = var.record_store.table_name
    },
    var.payload_store == null ? {} : {
      Payloads__Kind   = "S3"
      Payloads__Bucket = var.payload_store.bucket_name
      Payloads__Prefix = var.payload_store.prefix
    },
    var.environment,
  )

  log_configuration = {
    logDriver = "awslogs"
    options = {
      awslogs-group         = aws_cloudwatch_log_group.this.name
      awslogs-region        = data.aws_region.this.name
      awslogs-stream-prefix = "ecs"
      mode                  = "non-blocking" # logs that cannot be sent must not hold up jobs
      max-buffer-size       = "25m"
    }
  }

  worker = merge(
    {
      name                   = "worker"
      image                  = var.image
      essential              = true
      user                   = var.user
      readonlyRootFilesystem = true
      stopTimeout            = var.stop_timeout_seconds
      environment            = [for name in sort(keys(local.environment)) : { name = name, value = local.environment[name] }]
      secrets                = [for name in sort(keys(var.secrets)) : { name = name, valueFrom = var.secrets[name] }]
      portMappings           = [for port in var.ports : { containerPort = port, hostPort = port, protocol = "tcp" }]
      mountPoints            = [for name, path in local.volumes : { sourceVolume = name, containerPath = path, readOnly = false }]
      logConfiguration       = local.log_configuration

      # The collector starts before the worker and stops after it.
      dependsOn = [{ containerName = "collector", condition = "START" }]

      linuxParameters = {
        initProcessEnabled = true
        capabilities       = { drop = ["ALL"] }
      }
    },
    var.health_check ? {
      healthCheck = {
        command     = concat(["CMD"], var.program, ["health", "--live"])
        interval    = 30
        timeout     = 10
        retries     = 3
        startPeriod = 60
      }
    } : {},
  )
}
