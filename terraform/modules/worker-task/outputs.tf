output "task_definition_arn" {
  description = "The task definition, with its revision."
  value       = aws_ecs_task_definition.this.arn
}

output "run_once" {
  description = "The task, as the pattern module's input run_once takes it; add subnet_ids and security_group_ids."
  value = {
    cluster_arn         = var.cluster_arn
    task_definition_arn = aws_ecs_task_definition.this.arn_without_revision
    container_name      = "worker"
    role_arns           = [aws_iam_role.execution.arn, aws_iam_role.task.arn]
  }
}

output "task_role_arn" {
  description = "The worker's role."
  value       = aws_iam_role.task.arn
}

output "task_role_name" {
  description = "The worker's role, to add policies to."
  value       = aws_iam_role.task.name
}

output "log_group_name" {
  description = "The worker's log group."
  value       = aws_cloudwatch_log_group.this.name
}

output "container_definitions" {
  description = "The containers as JSON."
  value       = aws_ecs_task_definition.this.container_definitions
}
