locals {
  cluster_name = split("/", var.cluster_arn)[1]
  times        = concat([for source in values(var.activities) : source.times], [for source in values(var.queues) : source.times])

  # One process, one stop: the longest that any of its sources needs.
  shutdown_budget_seconds = max([for times in local.times : times.shutdown_budget_seconds]...)
  stop_timeout_seconds    = max([for times in local.times : times.stop_timeout_seconds]...)

  # A stop leaves jobs the budget less 15 s. Protection also holds up deployments, so it is only for jobs that outlast that.
  outlasts_stop = max([for times in local.times : times.longest_job_seconds]...) > local.shutdown_budget_seconds - 15
}

module "task" {
  source = "../worker-task"

  name                    = var.name
  image                   = var.image
  program                 = var.program
  cluster_arn             = var.cluster_arn
  cpu                     = var.cpu
  memory                  = var.memory
  architecture            = var.architecture
  user                    = var.user
  shutdown_budget_seconds = local.shutdown_budget_seconds
  stop_timeout_seconds    = local.stop_timeout_seconds
  ports                   = var.load_balancer == null ? [] : [var.load_balancer.port]
  environment             = merge(local.settings, var.environment)
  secrets                 = var.secrets
  secret_kms_key_arns     = var.secret_kms_key_arns
  permissions             = merge(local.permissions, var.permissions)
  record_store            = var.record_store
  payload_store           = var.payload_store
  scratch_paths           = var.scratch_paths
  collector_image         = var.collector_image
  endpoints               = var.endpoints
  log_retention_days      = var.log_retention_days
  log_kms_key_arn         = var.log_kms_key_arn
  tags                    = var.tags
}
