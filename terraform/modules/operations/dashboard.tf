# One row of graphs for each thing, the alarms above all; CloudWatch arranges them.

data "aws_region" "this" {}

locals {
  graph = { view = "timeSeries", region = data.aws_region.this.name, period = 60, stat = "Sum" }

  alarm_widgets = length(var.alarm_arns) == 0 ? [] : [{
    type       = "alarm"
    width      = 24
    height     = 4
    properties = { title = "Alarms", alarms = var.alarm_arns }
  }]

  machine_widgets = flatten([for name, arn in var.machines : [
    {
      type = "metric", width = 12, height = 6
      properties = merge(local.graph, {
        title = "${name}: executions"
        metrics = [
          for metric in ["ExecutionsStarted", "ExecutionsSucceeded", "ExecutionsFailed", "ExecutionsTimedOut", "ExecutionsAborted"] :
          ["AWS/States", metric, "StateMachineArn", arn]
        ]
      })
    },
    {
      type = "metric", width = 12, height = 6
      properties = merge(local.graph, {
        title   = "${name}: how long executions take"
        metrics = [for stat in ["p50", "p99"] : ["AWS/States", "ExecutionTime", "StateMachineArn", arn, { stat = stat, label = stat }]]
      })
    },
  ]])

  activity_widgets = flatten([for name, arn in var.activities : [
    {
      type = "metric", width = 12, height = 6
      properties = merge(local.graph, {
        title = "${name}: tasks"
        metrics = [
          for metric in ["ActivitiesScheduled", "ActivitiesStarted", "ActivitiesSucceeded", "ActivitiesFailed", "ActivitiesTimedOut", "ActivitiesHeartbeatTimedOut"] :
          ["AWS/States", metric, "ActivityArn", arn]
        ]
      })
    },
    {
      type = "metric", width = 12, height = 6
      properties = merge(local.graph, {
        title   = "${name}: how long tasks wait"
        metrics = [for stat in ["p50", "p99"] : ["AWS/States", "ActivityScheduleTime", "ActivityArn", arn, { stat = stat, label = stat }]]
      })
    },
  ]])

  queue_widgets = flatten([for name, queue in var.queues : [
    {
      type = "metric", width = 12, height = 6
      properties = merge(local.graph, {
        title = "${name}: messages"
        stat  = "Maximum"
        metrics = [
          ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", queue.name, { label = "waiting" }],
          ["AWS/SQS", "ApproximateNumberOfMessagesNotVisible", "QueueName", queue.name, { label = "in flight" }],
          ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", queue.dead_letters_name, { label = "dead letters" }],
        ]
      })
    },
    {
      type = "metric", width = 12, height = 6
      properties = merge(local.graph, {
        title   = "${name}: age of the oldest"
        stat    = "Maximum"
        metrics = [["AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName", queue.name]]
      })
    },
  ]])

  service_widgets = flatten([for name, service in var.services : [
    {
      type = "metric", width = 8, height = 6
      properties = merge(local.graph, {
        title   = "${name}: slots used"
        stat    = "Average"
        metrics = [for source in service.sources : ["Workers", "workers.slots.saturation", "service.name", name, "workers.source", source, { label = source }]]
      })
    },
    {
      type = "metric", width = 8, height = 6
      properties = merge(local.graph, {
        title = "${name}: tasks"
        stat  = "Average"
        metrics = [
          ["ECS/ContainerInsights", "DesiredTaskCount", "ClusterName", service.cluster_name, "ServiceName", name, { label = "wanted" }],
          ["ECS/ContainerInsights", "RunningTaskCount", "ClusterName", service.cluster_name, "ServiceName", name, { label = "running" }],
        ]
      })
    },
    {
      type = "metric", width = 8, height = 6
      properties = merge(local.graph, {
        title = "${name}: jobs ended and leases lost"
        metrics = [
          ["Workers", "workers.jobs", "service.name", name, { label = "jobs" }],
          ["Workers", "workers.leases.lost", "service.name", name, { label = "leases lost" }],
        ]
      })
    },
  ]])
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = var.name
  dashboard_body = jsonencode({
    widgets = concat(local.alarm_widgets, local.machine_widgets, local.activity_widgets, local.queue_widgets, local.service_widgets)
  })
}
