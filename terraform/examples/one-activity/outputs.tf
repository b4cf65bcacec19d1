output "state_machine_alias_arn" {
  description = "Start executions by it: aws stepfunctions start-execution --state-machine-arn …"
  value       = module.fleet.machines["appraise"].alias_arn
}
