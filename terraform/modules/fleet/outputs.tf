output "cluster_arn" {
  description = "The cluster's ARN."
  value       = local.cluster_arn
}

output "machines" {
  description = "The state machines by name: arn, and alias_arn, which executions are started by."
  value       = { for name, machine in module.machine : name => { arn = machine.arn, alias_arn = machine.alias_arn } }
}

output "definitions" {
  description = "The state machines' definitions by name, their variables filled in."
  value       = { for name, machine in module.machine : name => machine.definition }
}

output "activities" {
  description = "The activities by name, as worker-service and pattern take them."
  value       = { for name, activity in module.activity : name => activity.source }
}

output "queues" {
  description = "The queues by name, as worker-service and pattern take them."
  value       = { for name, queue in module.queue : name => queue.source }
}

output "task_role_names" {
  description = "The workers' roles by name, to add policies to."
  value       = { for name, worker in module.worker : name => worker.task_role_name }
}

output "dashboard_name" {
  description = "The dashboard's name."
  value       = module.operations.dashboard_name
}
