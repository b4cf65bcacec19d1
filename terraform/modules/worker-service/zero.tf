# To zero and back, where min_tasks is 0. The way down is judged by what running workers publish, and never by metrics of a queue, which lag by many
# minutes once it is idle: a service that was just woken has published next to nothing, so the alarm has to gather its minutes anew. The way up is a
# state of the machines (pattern's input wake); the alarms here are for what comes another way. They add a task and set no number, because a
# number could be a scale-in.
#
# At zero there are no metrics of the service, Container Insights' counts of tasks included. So expressions are made of what metric math says of a minute
# that only one of two series has: the other one counts as 0, in arithmetic and where two series are compared. FILL says nothing of a series
# that has no value at all, and a comparison with a number leaves the minute out.

locals {
  to_zero = var.min_tasks == 0

  # One that polls an activity has no backlog to see: a job is scheduled in one minute and started in the same or a later one, and neither metric has
  # values in between. What was last left over, for as long as nothing is started, is a job that waits. A tenth is let go, since of very many
  # jobs some are always between the two.
  unstarted = {
    scheduled = "ActivitiesScheduled"
    started   = "ActivitiesStarted"
  }
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

    # The alarm goes on for minutes after the last metric, and repeats its action: it must not send away a service that is woken meanwhile.
    cooldown = 60 * local.scaling.idle_minutes

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

    # Until the task runs and is counted the alarm goes on.
    cooldown = local.defaults.wakeCooldownSeconds

    step_adjustment {
      metric_interval_lower_bound = 0
      scaling_adjustment          = 1
    }
  }
}

# Several minutes of the last few: the newest ones have no count of tasks yet, however many run, and a service that a machine has just woken is not
# counted before its task runs.
resource "aws_cloudwatch_metric_alarm" "wake" {
  for_each = local.to_zero ? toset(local.sources) : []

  alarm_name          = "${var.name}-${each.key}-wake"
  alarm_description   = "A job of ${each.key} has waited for ${local.defaults.wakeMinutes} minutes, and no task of ${var.name} runs."
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 1
  evaluation_periods  = local.defaults.wakeOfMinutes
  datapoints_to_alarm = local.defaults.wakeMinutes
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_appautoscaling_policy.wake[0].arn]
  tags                = var.tags

  metric_query {
    id          = "stranded"
    expression  = "(waiting > 0) > desired"
    label       = "jobs wait, and no task is wanted"
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

  dynamic "metric_query" {
    for_each = contains(keys(var.queues), each.key) ? [var.queues[each.key]] : []

    content {
      id = "waiting"

      metric {
        namespace   = "AWS/SQS"
        metric_name = "ApproximateNumberOfMessagesVisible"
        dimensions  = { QueueName = metric_query.value.name }
        period      = 60
        stat        = "Maximum"
      }
    }
  }

  dynamic "metric_query" {
    for_each = contains(keys(var.activities), each.key) ? { unstarted = "0.9 * scheduled - started", waiting = "FILL(IF(unstarted != 0, unstarted), REPEAT)" } : {}

    content {
      id         = metric_query.key
      expression = metric_query.value
    }
  }

  dynamic "metric_query" {
    for_each = contains(keys(var.activities), each.key) ? local.unstarted : {}

    content {
      id = metric_query.key

      metric {
        namespace   = "AWS/States"
        metric_name = metric_query.value
        dimensions  = { ActivityArn = var.activities[each.key].arn }
        period      = 60
        stat        = "Sum"
      }
    }
  }
}
