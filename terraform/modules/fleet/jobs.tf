# The jobs' times, and what hands the jobs out.

module "activity_job" {
  source   = "../job-type"
  for_each = var.activities

  source_kind                = "activity"
  job_seconds                = each.value.job_seconds
  longest_job_seconds        = each.value.longest_job_seconds
  acceptable_latency_seconds = each.value.acceptable_latency_seconds
  start_up_seconds           = each.value.start_up_seconds
  longest_wait_seconds       = each.value.longest_wait_seconds
  detection_seconds          = each.value.detection_seconds
  heartbeat_seconds          = each.value.heartbeat_seconds
  shutdown_budget_seconds    = each.value.shutdown_budget_seconds
}

module "queue_job" {
  source   = "../job-type"
  for_each = var.queues

  source_kind                = "queue"
  job_seconds                = each.value.job_seconds
  longest_job_seconds        = each.value.longest_job_seconds
  acceptable_latency_seconds = each.value.acceptable_latency_seconds
  start_up_seconds           = each.value.start_up_seconds
  longest_wait_seconds       = each.value.longest_wait_seconds
  detection_seconds          = each.value.detection_seconds
  heartbeat_seconds          = each.value.heartbeat_seconds
  shutdown_budget_seconds    = each.value.shutdown_budget_seconds
  max_receive_count          = each.value.max_receive_count
}

locals {
  times = merge(
    { for name, job in module.activity_job : name => job.times },
    { for name, job in module.queue_job : name => job.times },
  )
}

module "activity" {
  source   = "../activity"
  for_each = var.activities

  name          = "${var.name}-${each.key}"
  times         = module.activity_job[each.key].times
  kms_key_arn   = var.kms_key_arn
  alarm_actions = var.alarm_actions
  tags          = var.tags
}

module "queue" {
  source   = "../job-queue"
  for_each = var.queues

  name          = "${var.name}-${each.key}"
  times         = module.queue_job[each.key].times
  event         = each.value.event
  kms_key_arn   = var.kms_key_arn
  alarm_actions = var.alarm_actions
  tags          = var.tags
}
