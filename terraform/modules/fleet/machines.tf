# The state machines. Those that hand jobs to services at zero wake them first, whatever other times they take.

locals {
  # Names, not references: a machine may wait for another one of these.
  nested = { for name, machine in var.machines : name => { name = "${var.name}-${name}", execution_timeout_seconds = coalesce(machine.execution_timeout_seconds, 1) } }

  machine_sources = {
    for name, machine in var.machines : name => distinct(compact(concat(values(machine.activities), values(machine.queues), [machine.event])))
  }

  wakes = {
    for name, sources in local.machine_sources : name => {
      for worker_name, worker in var.workers : worker_name => module.worker[worker_name].wake
      if worker.min_tasks == 0 && length(setintersection(sources, concat(keys(worker.activities), keys(worker.queues)))) > 0
    }
  }
}

module "machine" {
  source   = "../pattern"
  for_each = var.machines

  name                      = "${var.name}-${each.key}"
  definition                = each.value.definition
  activities                = { for prefix, name in each.value.activities : prefix => module.activity[name].source }
  queues                    = { for prefix, name in each.value.queues : prefix => module.queue[name].source }
  jobs                      = { for prefix, name in each.value.jobs : prefix => local.times[name] }
  machines                  = { for prefix, name in each.value.machines : prefix => local.nested[name] }
  event                     = each.value.event == null ? null : var.queues[each.value.event].event
  reply_queues              = each.value.reply_queues
  variables                 = each.value.variables
  execution_timeout_seconds = each.value.execution_timeout_seconds
  wake                      = local.wakes[each.key]
  alarm_actions             = var.alarm_actions
  tags                      = var.tags

  run_once = each.value.task == null ? null : merge(module.task[each.value.task].run_once, {
    subnet_ids         = var.subnet_ids
    security_group_ids = [aws_security_group.tasks[0].id]
  })
}
