# The variables of the definition, from what the machine is given.

locals {
  # By the prefix of their variables; an empty prefix has no underscore.
  activity_variables = merge([
    for prefix, activity in var.activities : { trimprefix("${prefix}_activity_arn", "_") = activity.arn }
  ]...)
  queue_variables = merge([
    for prefix, queue in var.queues : { trimprefix("${prefix}_queue_url", "_") = queue.url }
  ]...)
  machine_variables = merge([
    for prefix, machine in var.machines : {
      trimprefix("${prefix}_state_machine_arn", "_") = "${local.states}:stateMachine:${machine.name}:${local.alias}"
      trimprefix("${prefix}_timeout_seconds", "_")   = machine.execution_timeout_seconds + 60
    }
  ]...)

  times = merge(
    { for prefix, activity in var.activities : prefix => activity.times },
    { for prefix, queue in var.queues : prefix => queue.times },
    var.jobs,
  )
  time_variables = merge([
    for prefix, times in local.times : {
      trimprefix("${prefix}_heartbeat_seconds", "_") = times.heartbeat_seconds
      trimprefix("${prefix}_timeout_seconds", "_")   = times.timeout_seconds

      # Of the job poller: a worker that died is silent for as long as its message waits and is invisible.
      trimprefix("${prefix}_silence_limit_seconds", "_") = times.longest_wait_seconds + times.detection_seconds + 60
      trimprefix("${prefix}_job_limit_seconds", "_")     = times.timeout_seconds
    }
  ]...)

  reply_variables = var.reply_queues == null ? {} : { reply_queue_prefix = var.reply_queues.prefix }
  event_variables = var.event == null ? {} : {
    event_bus_name    = var.event.bus_name
    event_source      = var.event.source
    event_detail_type = var.event.detail_type
  }
  run_once_variables = var.run_once == null ? {} : {
    cluster_arn         = var.run_once.cluster_arn
    task_definition_arn = var.run_once.task_definition_arn
    container_name      = var.run_once.container_name
    subnet_ids          = jsonencode(sort(var.run_once.subnet_ids))
    security_group_ids  = jsonencode(sort(var.run_once.security_group_ids))
  }

  execution_timeout = var.execution_timeout_seconds != null ? var.execution_timeout_seconds : min(31535999, ceil(sum(concat(
    [0],
    [for times in local.times : times.longest_wait_seconds + 4 * times.timeout_seconds],
    [for machine in var.machines : machine.execution_timeout_seconds + 120],
  ))))

  derived_variables = merge(
    local.time_variables,
    local.activity_variables,
    local.queue_variables,
    local.machine_variables,
    local.event_variables,
    local.reply_variables,
    local.run_once_variables,
    { execution_timeout_seconds = local.execution_timeout },
  )
  rendered = templatefile(var.definition, merge(local.derived_variables, var.variables))
  decoded  = jsondecode(local.rendered)
}
