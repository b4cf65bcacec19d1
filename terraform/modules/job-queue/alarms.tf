resource "aws_cloudwatch_metric_alarm" "age" {
  alarm_name        = "${var.name}-age"
  alarm_description = "Jobs in the queue ${var.name} wait for longer than is acceptable, the start of a worker and the longest job included."
  namespace         = "AWS/SQS"
  metric_name       = "ApproximateAgeOfOldestMessage"
  dimensions        = { QueueName = aws_sqs_queue.this.name }
  statistic         = "Maximum"
  period            = 60

  # The metric counts until a message is deleted, so a job that runs counts, too.
  threshold           = var.times.acceptable_latency_seconds + var.times.start_up_seconds + var.times.longest_job_seconds
  evaluation_periods  = 3
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_actions
  ok_actions          = var.alarm_actions
  tags                = var.tags
}

resource "aws_cloudwatch_metric_alarm" "dead_letters" {
  alarm_name          = "${var.name}-dead-letters"
  alarm_description   = "Messages of the queue ${var.name} were given up, and no worker has failed their tasks yet."
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  dimensions          = { QueueName = aws_sqs_queue.dead_letters.name }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_actions
  ok_actions          = var.alarm_actions
  tags                = var.tags
}
