output "arn" {
  description = "The queue's ARN."
  value       = aws_sqs_queue.this.arn
}

output "url" {
  description = "The queue's URL."
  value       = aws_sqs_queue.this.url
}

output "source" {
  description = "The queue with its dead-letter queue, as worker-service and pattern take it."
  value = {
    name              = var.name
    arn               = aws_sqs_queue.this.arn
    url               = aws_sqs_queue.this.url
    dead_letters_name = aws_sqs_queue.dead_letters.name
    dead_letters_arn  = aws_sqs_queue.dead_letters.arn
    dead_letters_url  = aws_sqs_queue.dead_letters.url
    times             = var.times
    kms_key_arn       = var.kms_key_arn
  }
}

output "alarm_arns" {
  description = "The alarms' ARNs."
  value       = [aws_cloudwatch_metric_alarm.age.arn, aws_cloudwatch_metric_alarm.dead_letters.arn]
}
