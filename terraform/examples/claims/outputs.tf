output "state_machine_alias_arn" {
  description = "Start claims by it."
  value       = module.fleet.machines["flight-delay-claims"].alias_arn
}

output "machines" {
  description = "The state machines."
  value       = module.fleet.machines
}

output "dashboard_name" {
  description = "The dashboard."
  value       = module.fleet.dashboard_name
}
