output "urls" {
  description = "The repositories' addresses by name: push there, and name images by <address>@sha256:…"
  value       = { for name, repository in aws_ecr_repository.this : name => repository.repository_url }
}

output "collector_repository" {
  description = "The collector's address in the cache; none without one."
  value       = var.public_cache_prefix == null ? null : "${local.registry}/${var.public_cache_prefix}/aws-observability/aws-otel-collector"

  # Nothing is pulled before.
  depends_on = [aws_ecr_pull_through_cache_rule.public]
}
