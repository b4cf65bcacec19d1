module "operations" {
  source = "../operations"

  name       = var.name
  services   = { for name, worker in module.worker : "${var.name}-${name}" => worker.observed }
  activities = { for name, activity in module.activity : name => activity.arn }
  queues     = { for name, queue in module.queue : name => queue.source }
  machines   = { for name, machine in module.machine : name => machine.arn }
  alarm_arns = flatten([
    [for machine in module.machine : machine.alarm_arns],
    [for activity in module.activity : activity.alarm_arns],
    [for queue in module.queue : queue.alarm_arns],
    [for worker in module.worker : worker.alarm_arns],
  ])
}
