# The OpenTelemetry collector: traces to X-Ray, metrics to CloudWatch by its embedded metric format. Logs go by the log driver.

locals {
  collector_image = coalesce(var.collector_image, "public.ecr.aws/aws-observability/aws-otel-collector:v0.43.1")

  # Metrics that are scaled, alarmed or drawn by. Each line is a set of dimensions; a metric without them all stays a log entry.
  metric_declarations = [
    {
      dimensions            = [["service.name"]]
      metric_name_selectors = ["^workers\\.(ready|jobs|leases\\.lost)$"]
    },
    {
      dimensions            = [["service.name", "workers.source"]]
      metric_name_selectors = ["^workers\\.(slots\\.(saturation|peak)|leases\\.lost)$"]
    },
    {
      dimensions            = [["service.name", "workers.source", "workers.job.outcome"]]
      metric_name_selectors = ["^workers\\.jobs$"]
    },
    {
      dimensions            = [["service.name", "messaging.destination.name"]]
      metric_name_selectors = ["^messaging\\.process\\.duration$"]
    },
  ]

  collector_config = {
    receivers = {
      otlp = { protocols = { grpc = { endpoint = "127.0.0.1:4317" } } }
    }
    processors = {
      memory_limiter = { check_interval = "1s", limit_mib = 100 }
      batch          = { timeout = "5s" }
    }
    exporters = {
      awsxray = { region = data.aws_region.this.name }
      awsemf = {
        region                               = data.aws_region.this.name
        namespace                            = "Workers"
        log_group_name                       = aws_cloudwatch_log_group.metrics.name
        log_stream_name                      = "{TaskId}"
        dimension_rollup_option              = "NoDimensionRollup"
        resource_to_telemetry_conversion     = { enabled = true }
        retain_initial_value_of_delta_metric = true
        metric_declarations                  = local.metric_declarations
      }
    }
    service = {
      pipelines = {
        traces  = { receivers = ["otlp"], processors = ["memory_limiter", "batch"], exporters = ["awsxray"] }
        metrics = { receivers = ["otlp"], processors = ["memory_limiter", "batch"], exporters = ["awsemf"] }
      }
    }
  }

  collector = {
    name                   = "collector"
    image                  = local.collector_image
    essential              = false
    readonlyRootFilesystem = true
    stopTimeout            = 30
    environment            = [{ name = "AOT_CONFIG_CONTENT", value = yamlencode(local.collector_config) }]
    logConfiguration       = local.log_configuration
    restartPolicy          = { enabled = true, restartAttemptPeriod = 60 }
    linuxParameters        = { capabilities = { drop = ["ALL"] } }
  }
}
