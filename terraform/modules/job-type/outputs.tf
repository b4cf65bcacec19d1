output "times" {
  description = "The times, as the modules activity, job-queue, worker-service and pattern take them."
  value = {
    source_kind                = var.source_kind
    job_seconds                = var.job_seconds
    longest_job_seconds        = var.longest_job_seconds
    acceptable_latency_seconds = var.acceptable_latency_seconds
    start_up_seconds           = var.start_up_seconds
    longest_wait_seconds       = local.longest_wait
    detection_seconds          = var.detection_seconds
    heartbeat_seconds          = local.heartbeat
    timeout_seconds            = local.timeout
    max_receive_count          = var.max_receive_count
    message_retention_seconds  = local.retention
    shutdown_budget_seconds    = var.shutdown_budget_seconds
    stop_timeout_seconds       = var.shutdown_budget_seconds + 5
  }
}
