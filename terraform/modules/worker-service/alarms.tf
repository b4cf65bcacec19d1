# Silence is what a service tells that does not start. One that may stand at zero is silent then, too, so its alarm is for tasks that run and are not
# ready: where none even comes to run nothing is counted (zero.tf), and jobs that wait are what tells it (job-queue, activity).
resource "aws_cloudwatch_metric_alarm" "not_ready" {
  alarm_name          = "${var.name}-not-ready"
  alarm_description   = local.to_zero ? "Tasks of ${var.name} run, and for 5 minutes none has told that it is ready: they reach neither their sources nor the collector." : "For 5 minutes no task of ${var.name} has told that it is ready: they do not start, or reach neither their sources nor the collector."
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  evaluation_periods  = 5
  treat_missing_data  = local.to_zero ? "notBreaching" : "breaching"
  alarm_actions       = var.alarm_actions
  ok_actions          = var.alarm_actions
  tags                = var.tags

  metric_query {
    id          = "ready_or_at_zero"
    expression  = local.to_zero ? "1 - ((desired >= 1) > ready)" : "ready"
    label       = "ready, or at zero"
    return_data = true
  }

  metric_query {
    id = "ready"

    metric {
      namespace   = "Workers"
      metric_name = "workers.ready"
      dimensions  = { "service.name" = var.name }
      period      = 60
      stat        = "Maximum"
    }
  }

  dynamic "metric_query" {
    for_each = local.to_zero ? [1] : []

    content {
      id = "desired"

      metric {
        namespace   = "ECS/ContainerInsights"
        metric_name = "DesiredTaskCount"
        dimensions  = local.service_dimensions
        period      = 60
        stat        = "Minimum"
      }
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "lost_leases" {
  alarm_name          = "${var.name}-lost-leases"
  alarm_description   = "Jobs of ${var.name} were cancelled because their task or their message was lost: heartbeats do not get through, or another worker has them, too."
  namespace           = "Workers"
  metric_name         = "workers.leases.lost"
  dimensions          = { "service.name" = var.name }
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = var.lost_leases_threshold
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_actions
  ok_actions          = var.alarm_actions
  tags                = var.tags
}

resource "aws_cloudwatch_metric_alarm" "memory" {
  alarm_name          = "${var.name}-memory"
  alarm_description   = "Tasks of ${var.name} use more than nine tenths of their memory: fewer slots, or larger tasks."
  namespace           = "AWS/ECS"
  metric_name         = "MemoryUtilization"
  dimensions          = local.service_dimensions
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 5
  comparison_operator = "GreaterThanThreshold"
  threshold           = 90
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_actions
  ok_actions          = var.alarm_actions
  tags                = var.tags
}
