# AWS has no backlog metric for activities. What it counts is what was scheduled and what was started, so that the difference tells only whether
# a backlog grows; how full the workers are they tell themselves (worker-service).

locals {
  # The latency that is accepted, in whole minutes, and two more for the metrics to arrive.
  waiting_minutes = ceil(var.times.acceptable_latency_seconds / 60) + 2
}

resource "aws_cloudwatch_metric_alarm" "not_started" {
  alarm_name          = "${var.name}-not-started"
  alarm_description   = "More tasks of the activity ${var.name} are scheduled than started, for longer than is acceptable: too few workers poll, or none."
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = local.waiting_minutes
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_actions
  ok_actions          = var.alarm_actions
  tags                = var.tags

  metric_query {
    id          = "growth"
    expression  = "FILL(scheduled, 0) - FILL(started, 0)"
    label       = "scheduled and not started"
    return_data = true
  }

  metric_query {
    id = "scheduled"

    metric {
      namespace   = "AWS/States"
      metric_name = "ActivitiesScheduled"
      dimensions  = { ActivityArn = aws_sfn_activity.this.id }
      period      = 60
      stat        = "Sum"
    }
  }

  metric_query {
    id = "started"

    metric {
      namespace   = "AWS/States"
      metric_name = "ActivitiesStarted"
      dimensions  = { ActivityArn = aws_sfn_activity.this.id }
      period      = 60
      stat        = "Sum"
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "heartbeat_timeouts" {
  alarm_name          = "${var.name}-heartbeat-timeouts"
  alarm_description   = "Workers of the activity ${var.name} die, or cannot reach Step Functions."
  namespace           = "AWS/States"
  metric_name         = "ActivitiesHeartbeatTimedOut"
  dimensions          = { ActivityArn = aws_sfn_activity.this.id }
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = var.heartbeat_timeouts_threshold
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_actions
  ok_actions          = var.alarm_actions
  tags                = var.tags
}
