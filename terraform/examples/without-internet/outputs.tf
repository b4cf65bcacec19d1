output "repository_urls" {
  description = "Where the worker's image is pushed."
  value       = module.repositories.urls
}

output "collector_repository" {
  description = "Where the collector's image is pulled from once, for its copy."
  value       = module.repositories.collector_repository
}

output "endpoints" {
  description = "The services that the subnets have endpoints of."
  value       = module.endpoints.services
}

output "state_machine_alias_arn" {
  description = "Start executions by it."
  value       = module.fleet.machines["appraise"].alias_arn
}
