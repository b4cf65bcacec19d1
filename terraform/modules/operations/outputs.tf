output "dashboard_name" {
  description = "The dashboard's name."
  value       = aws_cloudwatch_dashboard.this.dashboard_name
}

output "query_names" {
  description = "The saved queries' names."
  value       = [for query in aws_cloudwatch_query_definition.this : query.name]
}
