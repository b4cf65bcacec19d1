output "state_machine_alias_arn" {
  description = "Start executions by it."
  value       = module.fleet.machines["letter"].alias_arn
}
