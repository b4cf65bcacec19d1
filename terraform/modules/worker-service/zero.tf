# To zero and back, where min_tasks is 0. The way down is judged by what running workers publish, and never by metrics of a queue, which lag by many
# minutes once it is idle: a service that was just woken has published next to nothing, so the alarm has to gather its minutes anew. The way up is a
# state of the machines (pattern's input wake); the alarms here are for what comes another way. They add a task and set no number, because a
# number could be a scale-in.

locals {
  to_zero = var.min_tasks == 0
}

resource "aws_appautoscaling_policy" "to_zero" {
  count = local.to_zero ? 1 : 0

  name               = "${var.name}-to-zero"
  policy_type        = "StepScaling"
  service_namespace  = aws_appautoscaling_target.this.service_namespace
  scalable_dimension = aws_appautoscaling_target.this.scalable_dimension
  resource_id        = aws_appautoscaling_target.this.resource_id

  step_scaling_policy_configuration {
    adjustment_type         = "ExactCapacity"
    metric_aggregation_type = "Maximum"
    cooldown                = local.scaling.scale_in_cooldown_seconds

    step_adjustment {
      metric_interval_upper_bound = 0
      scaling_adjustment          = 0
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "idle" {
  count = local.to_zero ? 1 : 0

  alarm_name          = "${var.name}-idle"
  alarm_description   = "No slot of ${var.name} was used for ${local.scaling.idle_minutes} minutes: it goes to zero."
  comparison_operator = "LessThanOrEqualToThreshold"
  threshold           = 0
  evaluation_periods  = local.scaling.idle_minutes
  datapoints_to_alarm = local.scaling.idle_minutes
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_appautoscaling_policy.to_zero[0].arn]
  tags                = var.tags

  # The peak, because a job of a second may come and go between two samples.
  metric_query {
    id          = "busy"
    expression  = join(" + ", [for index, name in local.sources : "s${index}"])
    label       = "slots used"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = { for index, name in local.sources : "s${index}" => name }

    content {
      id = metric_query.key

      metric {
        namespace   = "Workers"
        metric_name = "workers.slots.peak"
        dimensions  = { "service.name" = var.name, "workers.source" = metric_query.value }
        period      = 60
        stat        = "Maximum"
      }
    }
  }
}

resource "aws_appautoscaling_policy" "wake" {
  count = local.to_zero ? 1 : 0

  name               = "${var.name}-wake"
  policy_type        = "StepScaling"
  service_namespace  = aws_appautoscaling_target.this.service_namespace
  scalable_dimension = aws_appautoscaling_target.this.scalable_dimension
  resource_id        = aws_appautoscaling_target.this.resource_id

  step_scaling_policy_configuration {
    adjustment_type         = "ChangeInCapacity"
    metric_aggregation_type = "Maximum"
    cooldown                = 300

    step_adjustment {
      metric_interval_lower_bound = 0
      scaling_adjustment          = 1
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "wake" {
  for_each = local.to_zero ? toset(local.sources) : []

  alarm_name          = "${var.name}-${each.key}-wake"
  alarm_description   = "A job of ${each.key} waits, and ${var.name} is at zero."
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 1
  evaluation_periods  = 2
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_appautoscaling_policy.wake[0].arn]
  tags                = var.tags

  metric_query {
    id          = "waiting"
    expression  = "IF(desired < 1, waiting_jobs, 0)"
    label       = "jobs that wait for a service at zero"
    return_data = true
  }

  metric_query {
    id = "desired"

    metric {
      namespace   = "ECS/ContainerInsights"
      metric_name = "DesiredTaskCount"
      dimensions  = local.service_dimensions
      period      = 60
      stat        = "Maximum"
    }
  }

  metric_query {
    id = "waiting_jobs"

    metric {
      namespace   = contains(keys(var.queues), each.key) ? "AWS/SQS" : "AWS/States"
      metric_name = contains(keys(var.queues), each.key) ? "ApproximateNumberOfMessagesVisible" : "ActivitiesScheduled"
      dimensions  = contains(keys(var.queues), each.key) ? { QueueName = var.queues[each.key].name } : { ActivityArn = var.activities[each.key].arn }
      period      = 60
      stat        = contains(keys(var.queues), each.key) ? "Maximum" : "Sum"
    }
  }
}
