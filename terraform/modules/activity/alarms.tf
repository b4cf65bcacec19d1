# AWS has no backlog metric for activities. What it counts is what was scheduled and what was started, each in its minute and with nothing in between, so
# what was last left over is carried on for as long as nothing is started: one job that nobody takes is seen, too. A tenth is let go, since
# of very many jobs some are always between the two. How full the workers are they tell themselves (worker-service).

locals {
  # The latency that is accepted, in whole minutes, and four more: for the metrics to arrive, and for a service to come from zero.
  waiting_minutes = ceil(var.times.acceptable_latency_seconds / 60) + 4
}

resource "aws_cloudwatch_metric_alarm" "not_started" {
  alarm_name          = "${var.name}-not-started"
  alarm_description   = "Tasks of the activity ${var.name} are scheduled and not started, for longer than is acceptable: too few workers poll, or none."
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = local.waiting_minutes

  # A job that waits for longer than the alarm looks back is no news, and no all-clear.
  treat_missing_data = "ignore"

  alarm_actions = var.alarm_actions
  ok_actions    = var.alarm_actions
  tags          = var.tags

  metric_query {
    id          = "waiting"
    expression  = "FILL(IF(unstarted != 0, unstarted), REPEAT)"
    label       = "scheduled and not started"
    return_data = true
  }

  metric_query {
    id         = "unstarted"
    expression = "0.9 * scheduled - started"
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
