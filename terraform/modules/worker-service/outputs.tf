output "service_name" {
  description = "The service's name, which is also its telemetry's (service.name)."
  value       = aws_ecs_service.this.name
}

output "wake" {
  description = "The service, as the pattern module's input wake takes it; none if it never stands at zero."
  value = var.min_tasks == 0 ? {
    cluster_arn  = var.cluster_arn
    service_name = aws_ecs_service.this.name
    sources      = toset(concat([for activity in values(var.activities) : activity.arn], [for queue in values(var.queues) : queue.url]))
  } : null
}

output "observed" {
  description = "The service, as the module operations takes it."
  value = {
    cluster_name   = local.cluster_name
    log_group_name = module.task.log_group_name
    sources        = local.sources
  }
}

output "security_group_id" {
  description = "The tasks' security group."
  value       = aws_security_group.this.id
}

output "task_role_arn" {
  description = "The worker's role."
  value       = module.task.task_role_arn
}

output "task_role_name" {
  description = "The worker's role, to add policies to."
  value       = module.task.task_role_name
}

output "container_definitions" {
  description = "The containers as JSON."
  value       = module.task.container_definitions
}

output "scaling" {
  description = "What the service is scaled by."
  value       = merge(local.scaling, { backlog_targets = local.backlog_targets })
}

output "alarm_arns" {
  description = "The alarms' ARNs, without those that only scale."
  value       = [aws_cloudwatch_metric_alarm.not_ready.arn, aws_cloudwatch_metric_alarm.lost_leases.arn, aws_cloudwatch_metric_alarm.memory.arn]
}
