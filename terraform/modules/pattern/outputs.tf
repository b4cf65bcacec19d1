output "arn" {
  description = "The state machine's ARN."
  value       = aws_sfn_state_machine.this.arn
}

output "alias_arn" {
  description = "The alias live: start executions by it."
  value       = aws_sfn_alias.live.arn
}

output "name" {
  description = "The state machine's name."
  value       = var.name
}

output "execution_timeout_seconds" {
  description = "The limit of an execution."
  value       = local.execution_timeout
}

output "machine" {
  description = "The state machine, as another one's input machines takes it."
  value = {
    name                      = var.name
    execution_timeout_seconds = local.execution_timeout
  }
}

output "definition" {
  description = "The definition, its variables filled in."
  value       = local.definition
}

output "role_arn" {
  description = "The role's ARN."
  value       = aws_iam_role.this.arn
}

output "log_group_name" {
  description = "The log group's name."
  value       = aws_cloudwatch_log_group.this.name
}

output "alarm_arns" {
  description = "The alarms' ARNs."
  value       = [aws_cloudwatch_metric_alarm.failed.arn, aws_cloudwatch_metric_alarm.throttled.arn]
}
