output "arn" {
  description = "The activity's ARN."
  value       = aws_sfn_activity.this.id
}

output "source" {
  description = "The activity, as worker-service takes it."
  value = {
    arn         = aws_sfn_activity.this.id
    times       = var.times
    kms_key_arn = var.kms_key_arn
  }
}

output "alarm_arns" {
  description = "The alarms' ARNs."
  value       = [aws_cloudwatch_metric_alarm.not_started.arn, aws_cloudwatch_metric_alarm.heartbeat_timeouts.arn]
}
