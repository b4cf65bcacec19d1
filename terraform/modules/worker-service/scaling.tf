# Two signals. Saturation, which the worker publishes, keeps a share of the slots free: it is all there is for activities, and steady for queues. Backlog
# per slot, jobs in flight counted, makes up for a burst: counting waiting ones alone would scale in amid their work. The larger of what they ask
# for counts, and they scale in only when they all agree; of a service without tasks neither has a value (a division by tasks that are not
# counted is left out), which is no agreement, so that one that was just woken is left alone.

locals {
  defaults = jsondecode(file("${path.module}/scaling-defaults.json"))
  scaling = {
    saturation_target          = coalesce(var.scaling.saturation_target, local.defaults.saturationTarget)
    latency_share              = coalesce(var.scaling.latency_share, local.defaults.latencyShare)
    scale_out_cooldown_seconds = coalesce(var.scaling.scale_out_cooldown_seconds, local.defaults.scaleOutCooldownSeconds)
    scale_in_cooldown_seconds  = coalesce(var.scaling.scale_in_cooldown_seconds, local.defaults.scaleInCooldownSeconds)
    idle_minutes               = coalesce(var.scaling.idle_minutes, local.defaults.idleMinutes)
  }

  sources = sort(concat(keys(var.activities), keys(var.queues)))

  # One job in each slot, and behind it as many as may wait: those that a slot does within its share of the latency.
  backlog_targets = {
    for name, queue in var.queues : name => 1 + local.scaling.latency_share * queue.times.acceptable_latency_seconds / queue.times.job_seconds
  }

  service_dimensions = { ClusterName = local.cluster_name, ServiceName = aws_ecs_service.this.name }
}

resource "aws_appautoscaling_target" "this" {
  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = "service/${local.cluster_name}/${aws_ecs_service.this.name}"
  min_capacity       = var.min_tasks
  max_capacity       = var.max_tasks
  tags               = var.tags
}

resource "aws_appautoscaling_policy" "saturation" {
  for_each = toset(local.sources)

  name               = "${var.name}-${each.key}-saturation"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.this.service_namespace
  scalable_dimension = aws_appautoscaling_target.this.scalable_dimension
  resource_id        = aws_appautoscaling_target.this.resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = local.scaling.saturation_target
    scale_out_cooldown = local.scaling.scale_out_cooldown_seconds
    scale_in_cooldown  = local.scaling.scale_in_cooldown_seconds

    customized_metric_specification {
      # Never quite 0, of which the policy would make no tasks at all: when a service goes to zero its own alarm says, which misses no short job.
      metrics {
        id          = "used"
        expression  = "saturation + 0.001"
        label       = "share of the slots that is used"
        return_data = true
      }

      metrics {
        id          = "saturation"
        return_data = false

        metric_stat {
          stat = "Average"

          metric {
            namespace   = "Workers"
            metric_name = "workers.slots.saturation"

            dimensions {
              name  = "service.name"
              value = var.name
            }

            dimensions {
              name  = "workers.source"
              value = each.key
            }
          }
        }
      }
    }
  }
}

resource "aws_appautoscaling_policy" "backlog" {
  for_each = var.queues

  name               = "${var.name}-${each.key}-backlog"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.this.service_namespace
  scalable_dimension = aws_appautoscaling_target.this.scalable_dimension
  resource_id        = aws_appautoscaling_target.this.resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = local.backlog_targets[each.key]
    scale_out_cooldown = local.scaling.scale_out_cooldown_seconds
    scale_in_cooldown  = local.scaling.scale_in_cooldown_seconds

    customized_metric_specification {
      metrics {
        id          = "per_slot"
        expression  = "(visible + in_flight) / (IF(desired < 1, 1, desired) * ${each.value.slots})"
        label       = "jobs per slot, those in flight counted"
        return_data = true
      }

      metrics {
        id          = "visible"
        return_data = false

        metric_stat {
          stat = "Average"

          metric {
            namespace   = "AWS/SQS"
            metric_name = "ApproximateNumberOfMessagesVisible"

            dimensions {
              name  = "QueueName"
              value = each.value.name
            }
          }
        }
      }

      metrics {
        id          = "in_flight"
        return_data = false

        metric_stat {
          stat = "Average"

          metric {
            namespace   = "AWS/SQS"
            metric_name = "ApproximateNumberOfMessagesNotVisible"

            dimensions {
              name  = "QueueName"
              value = each.value.name
            }
          }
        }
      }

      metrics {
        id          = "desired"
        return_data = false

        metric_stat {
          stat = "Average"

          metric {
            namespace   = "ECS/ContainerInsights"
            metric_name = "DesiredTaskCount"

            dimensions {
              name  = "ClusterName"
              value = local.cluster_name
            }

            dimensions {
              name  = "ServiceName"
              value = aws_ecs_service.this.name
            }
          }
        }
      }
    }
  }
}
