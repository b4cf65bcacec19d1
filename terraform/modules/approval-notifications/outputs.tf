output "topic_arn" {
  description = "The topic, for further subscriptions."
  value       = aws_sns_topic.this.arn
}

output "rule_arn" {
  description = "The rule."
  value       = aws_cloudwatch_event_rule.this.arn
}
